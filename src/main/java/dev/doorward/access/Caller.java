package dev.doorward.access;

import dev.doorward.retries.Attempt;
import java.util.Optional;
import java.util.Set;

/** Who asks: what the policy decides on, and what the journal names as the actor. */
public sealed interface Caller {
    /** The organization in which the caller acts; there is no other one for it. */
    String organizationId();

    /** The request by which the caller asks, for the journal. */
    String requestId();

    /** What makes the request known again when it is sent again; nothing where it cannot be. */
    default Optional<Attempt> attempt() {
        return Optional.empty();
    }

    /** The kind of actor in the journal. */
    String actorType();

    /** The actor's id in the journal. */
    String actorId();

    /** The member in whose name things are made, where there is one. */
    default Optional<String> memberId() {
        return Optional.empty();
    }

    /**
     * An admin key that was presented to the API.
     *
     * @param memberId who made the key
     */
    record AdminKey(
            String organizationId,
            String id,
            Set<Scope> scopes,
            Optional<String> memberId,
            String requestId,
            Optional<Attempt> attempt)
            implements Caller {
        public AdminKey {
            scopes = Set.copyOf(scopes);
        }

        public AdminKey(
                String organizationId, String id, Set<Scope> scopes, Optional<String> memberId, String requestId) {
            this(organizationId, id, scopes, memberId, requestId, Optional.empty());
        }

        /** The same caller, asking for a write that may be sent again. */
        public AdminKey with(Attempt attempt) {
            return new AdminKey(organizationId, id, scopes, memberId, requestId, Optional.of(attempt));
        }

        @Override
        public String actorType() {
            return "admin_key";
        }

        @Override
        public String actorId() {
            return id;
        }
    }

    /** An API key that was presented to the Admin API, where it may do nothing: known, so 403 and not 401. */
    record ApiKey(String organizationId, String id, String requestId) implements Caller {
        @Override
        public String actorType() {
            return "api_key";
        }

        @Override
        public String actorId() {
            return id;
        }
    }

    /** A check credential: a gateway's, which may ask about keys and do nothing else. */
    record CheckCredential(String organizationId, String id, String requestId) implements Caller {
        @Override
        public String actorType() {
            return "check_credential";
        }

        @Override
        public String actorId() {
            return id;
        }
    }

    /** The operator, at the command line on the data folder: may do everything. */
    record Operator(String organizationId, String user, String requestId) implements Caller {
        @Override
        public String actorType() {
            return "operator";
        }

        @Override
        public String actorId() {
            return user;
        }
    }
}
