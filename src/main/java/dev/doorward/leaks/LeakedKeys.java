package dev.doorward.leaks;

import dev.doorward.App;
import dev.doorward.access.Caller;
import dev.doorward.access.RestoreMarkSql;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.credentials.AdminKey;
import dev.doorward.credentials.CheckCredential;
import dev.doorward.credentials.CredentialSql;
import dev.doorward.credentials.Pepper;
import dev.doorward.credentials.Secret;
import dev.doorward.credentials.SecretFinder;
import dev.doorward.db.Tx;
import dev.doorward.organization.Organization;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keys of an installation, of every organization in it, whose secrets stand in a text. Memory is needed for the keys that
 * are found, and not for the text.
 */
public final class LeakedKeys {
    /** How many secrets that are not of this installation are kept in mind, so that each is looked up once. */
    private static final int MOST_UNKNOWN = 10_000;

    private final App app;
    private final Map<String, Traces> known = new LinkedHashMap<>();
    private final Map<String, Boolean> unknown = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_UNKNOWN;
        }
    };
    private long foreign;

    /** What a secret belongs to. */
    private record Owner(LeakedKey.Kind kind, String organizationId, String id) {}

    /** Where a secret stood. */
    private static final class Traces {
        private final Owner owner;
        private final List<Long> lines = new ArrayList<>();
        private long occurrences;

        private Traces(Owner owner) {
            this.owner = owner;
        }

        private void add(long line) {
            occurrences++;
            if (lines.size() < LeakedKey.MOST_LINES && (lines.isEmpty() || lines.getLast() != line)) {
                lines.add(line);
            }
        }
    }

    private LeakedKeys(App app) {
        this.app = app;
    }

    /**
     * Reads a text to its end.
     *
     * @throws IOException if it cannot be read
     */
    public static LeakedKeys in(InputStream text, SecretFinder finder, App app) throws IOException {
        LeakedKeys keys = new LeakedKeys(app);
        finder.find(text, keys::note);
        return keys;
    }

    private void note(Secret secret, long line) {
        String text = secret.reveal();
        Traces traces = known.get(text);
        if (traces == null && !unknown.containsKey(text)) {
            Optional<Owner> owner = app.db.read(tx -> owner(tx, secret));
            owner.ifPresentOrElse(found -> known.put(text, new Traces(found)), () -> unknown.put(text, true));
            traces = known.get(text);
        }
        if (traces == null) {
            foreign++;
        } else {
            traces.add(line);
        }
    }

    private Optional<Owner> owner(Tx tx, Secret secret) {
        for (Pepper pepper : app.peppers.held()) {
            byte[] digest = pepper.mac(Pepper.Use.KEY, secret.reveal());
            Optional<Owner> owner = CredentialSql.findApiKey(tx, digest)
                    .key()
                    .map(key -> new Owner(LeakedKey.Kind.API_KEY, key.organizationId(), key.id()))
                    .or(() -> CredentialSql.findAdminKey(tx, digest)
                            .map(key -> new Owner(LeakedKey.Kind.ADMIN_KEY, key.organizationId(), key.id())))
                    .or(() -> CredentialSql.findCheckCredential(tx, digest)
                            .map(found ->
                                    new Owner(LeakedKey.Kind.CHECK_CREDENTIAL, found.organizationId(), found.id())));
            if (owner.isPresent()) {
                return owner;
            }
        }
        return Optional.empty();
    }

    /** How many texts have a secret's form and are none of this installation: another one made them, or another program. */
    public long foreign() {
        return foreign;
    }

    /** The keys, in the order in which they stood first. Nothing is changed. */
    public List<LeakedKey> list() {
        Set<String> disabled = app.db.read(app.organizations::list).stream()
                .filter(organization -> organization.disabledAt() != null)
                .map(Organization.Listed::id)
                .collect(Collectors.toSet());
        return known.values().stream()
                .map(traces -> app.db.read(tx -> describe(tx, traces, disabled)))
                .toList();
    }

    /** The same, and each is stopped for good, as the operator: also one that does not count now and might again. */
    public List<LeakedKey> stop() {
        return list().stream()
                .map(key -> key.status().forGood() ? key : stop(key))
                .toList();
    }

    private LeakedKey stop(LeakedKey key) {
        Caller caller = app.operator(key.organizationId());
        switch (key.kind()) {
            case API_KEY ->
                app.apiKeys.update(
                        caller, key.id(), new ApiKey.Update(Optional.empty(), Optional.of(ApiKey.Status.ARCHIVED)));
            case ADMIN_KEY -> app.adminKeys.revoke(caller, key.id());
            case CHECK_CREDENTIAL -> app.checkCredentials.revoke(caller, key.id());
        }
        return key.stoppedNow();
    }

    private LeakedKey describe(Tx tx, Traces traces, Set<String> disabled) {
        Owner owner = traces.owner;
        Caller caller = app.operator(owner.organizationId());
        return switch (owner.kind()) {
            case API_KEY -> {
                ApiKey key = app.apiKeys.get(tx, caller, owner.id());
                yield describe(traces, key.name(), status(tx, caller, key, disabled), key.partialKeyHint());
            }
            case ADMIN_KEY -> {
                AdminKey key = app.adminKeys.get(tx, caller, owner.id());
                yield describe(traces, key.name(), status(tx, caller, key.revokedAt(), disabled), key.partialKeyHint());
            }
            case CHECK_CREDENTIAL -> {
                CheckCredential found = app.checkCredentials.get(tx, caller, owner.id());
                yield describe(
                        traces, found.name(), status(tx, caller, found.revokedAt(), disabled), found.partialKeyHint());
            }
        };
    }

    private static LeakedKey describe(Traces traces, String name, LeakedKey.Status status, String hint) {
        Owner owner = traces.owner;
        return new LeakedKey(
                owner.id(),
                owner.kind(),
                name,
                owner.organizationId(),
                status,
                false,
                hint,
                List.copyOf(traces.lines),
                traces.occurrences);
    }

    private LeakedKey.Status status(Tx tx, Caller caller, ApiKey key, Set<String> disabled) {
        return switch (key.status()) {
            case ARCHIVED ->
                app.workspaces.get(tx, caller, key.scope().workspaceId()).archivedAt() == null
                        ? LeakedKey.Status.ARCHIVED
                        : LeakedKey.Status.WORKSPACE_ARCHIVED;
            case EXPIRED -> LeakedKey.Status.EXPIRED;
            case INACTIVE -> LeakedKey.Status.INACTIVE;
            case ACTIVE -> unlessHeldBack(tx, caller, disabled);
        };
    }

    private static LeakedKey.Status status(Tx tx, Caller caller, Instant revokedAt, Set<String> disabled) {
        return revokedAt != null ? LeakedKey.Status.REVOKED : unlessHeldBack(tx, caller, disabled);
    }

    private static LeakedKey.Status unlessHeldBack(Tx tx, Caller caller, Set<String> disabled) {
        if (disabled.contains(caller.organizationId())) {
            return LeakedKey.Status.ORGANIZATION_DISABLED;
        }
        return RestoreMarkSql.find(tx).isPresent() ? LeakedKey.Status.HELD_BACK : LeakedKey.Status.LIVE;
    }
}
