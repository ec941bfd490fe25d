package dev.doorward.apikeys;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.access.Guard;
import dev.doorward.credentials.Creator;
import dev.doorward.credentials.Minted;
import dev.doorward.credentials.Minter;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.errors.ApiError;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import dev.doorward.http.Text;
import dev.doorward.journal.Journal;
import dev.doorward.members.MemberSql;
import dev.doorward.workspaces.Workspace;
import dev.doorward.workspaces.WorkspaceSql;
import dev.doorward.workspaces.Workspaces;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What can be done with API keys, and the rules it is done by. */
public final class ApiKeys {
    private final Guard guard;
    private final Journal journal;
    private final Minter minter;
    private final Limits limits;

    /** How many keys may be active at once; no number is no limit. */
    public record Limits(OptionalInt inOrganization, OptionalInt inWorkspace) {}

    public ApiKeys(Guard guard, Journal journal, Minter minter, Limits limits) {
        this.guard = guard;
        this.journal = journal;
        this.minter = minter;
        this.limits = limits;
    }

    /** One page of the keys that pass the filter, whatever their status. */
    public Page<ApiKey> list(Tx tx, Caller caller, ApiKey.Filter filter, Cursor cursor) {
        return ApiKeySql.list(tx, caller.organizationId(), filter, cursor);
    }

    /** One key; 404 when there is none. */
    public ApiKey get(Tx tx, Caller caller, String id) {
        return ApiKeySql.find(tx, caller.organizationId(), id).orElseThrow(IdKind.API_KEY::notFound);
    }

    /** The same page, with when each key was used last. */
    public Page<UsedApiKey> listUsed(Tx tx, Caller caller, ApiKey.Filter filter, Cursor cursor) {
        return ApiKeySql.listUsed(tx, caller.organizationId(), filter, cursor);
    }

    /** One key, with when it was used last; 404 when there is none. */
    public UsedApiKey getUsed(Tx tx, Caller caller, String id) {
        return ApiKeySql.findUsed(tx, caller.organizationId(), id).orElseThrow(IdKind.API_KEY::notFound);
    }

    /** Makes a key in a workspace that is not archived. */
    public Minted<ApiKey> create(Caller caller, ApiKey.Create body) {
        return guard.create(
                caller, Action.MANAGE_API_KEYS, (tx, id) -> isThere(tx, caller, id), tx -> create(tx, caller, body));
    }

    private static boolean isThere(Tx tx, Caller caller, String id) {
        return ApiKeySql.find(tx, caller.organizationId(), id)
                .filter(key -> key.status() != ApiKey.Status.ARCHIVED)
                .isPresent();
    }

    private Minted<ApiKey> create(Tx tx, Caller caller, ApiKey.Create body) {
        String organizationId = caller.organizationId();
        String workspaceId = body.workspaceId().orElseGet(() -> WorkspaceSql.defaultId(tx, organizationId));
        Workspace workspace =
                WorkspaceSql.find(tx, organizationId, workspaceId).orElseThrow(IdKind.WORKSPACE::notFound);
        body.createdBy()
                .ifPresent(user -> MemberSql.find(tx, organizationId, user).orElseThrow(IdKind.USER::notFound));
        Workspaces.requireOpen(workspace);
        body.expiresAt().filter(time -> !time.isAfter(tx.now())).ifPresent(_ -> {
            throw ApiError.invalid("expires_at: must be in the future.");
        });
        requireRoom(tx, caller, workspace.id());
        Minter.NewSecret minted = minter.apiKey(tx);
        ApiKey key = new ApiKey(
                tx.newId(IdKind.API_KEY),
                Text.name("name", body.name(), ApiKey.LONGEST_NAME),
                ApiKey.Status.ACTIVE,
                tx.now(),
                body.createdBy().or(caller::memberId).map(Creator::new).orElse(null),
                body.expiresAt().orElse(null),
                minted.secret().hint(),
                null,
                new ApiKey.KeyScope(workspace.id()),
                Workspaces.isDefault(tx, caller, workspace.id()) ? null : workspace.id());
        ApiKeySql.insert(tx, organizationId, key, minted.digest(), minted.pepper());
        journal.created(tx, caller, "api_key.created", key);
        return new Minted<>(key, minted.secret());
    }

    /**
     * Makes a new key with the name and scope of an active one, which ends after the overlap if it does not end earlier by
     * itself, and at once, without regard to any clock, where there is none. The old key no longer counts against a cap.
     */
    public Minted<ApiKey> rotate(Caller caller, String id, ApiKey.Rotate body) {
        return guard.create(
                caller,
                Action.MANAGE_API_KEYS,
                (tx, newId) -> isThere(tx, caller, newId),
                tx -> rotate(tx, caller, id, body));
    }

    private Minted<ApiKey> rotate(Tx tx, Caller caller, String id, ApiKey.Rotate body) {
        ApiKey old = get(tx, caller, id);
        if (old.status() != ApiKey.Status.ACTIVE) {
            throw ApiError.invalid("Only an active key can be rotated, and this one is " + old.status() + ".");
        }
        end(tx, caller, old, tx.now().plus(body.overlap()));
        Minted<ApiKey> made = create(
                tx,
                caller,
                new ApiKey.Create(
                        Optional.of(old.scope().workspaceId()), old.name(), Optional.empty(), body.expiresAt()));
        journal.changed(
                tx,
                caller,
                "api_key.rotated",
                old,
                get(tx, caller, id),
                Map.of("new_api_key_id", made.key().id()));
        return made;
    }

    private static void end(Tx tx, Caller caller, ApiKey key, Instant end) {
        boolean earlier = key.expiresAt() != null && key.expiresAt().isBefore(end);
        ApiKeySql.rotate(tx, caller.organizationId(), key.id(), earlier ? key.expiresAt() : end);
    }

    /** Renames a key or changes its status. What is archived or expired stays so; archiving is always possible. */
    public ApiKey update(Caller caller, String id, ApiKey.Update body) {
        return guard.write(caller, Action.MANAGE_API_KEYS, tx -> {
            ApiKey key = get(tx, caller, id);
            ApiKey.Update effective =
                    new ApiKey.Update(body.name(), body.status().filter(status -> status != key.status()));
            effective.status().ifPresent(status -> requireTransition(tx, caller, key, status));
            ApiKey changed = key.with(effective);
            if (!changed.equals(key)) {
                ApiKeySql.update(tx, caller.organizationId(), id, effective);
                journal.changed(tx, caller, "api_key.updated", key, changed);
            }
            return changed;
        });
    }

    /** Has a key end at a time, unless it ends earlier or is archived anyway. Returns whether that changed anything. */
    public boolean endBy(Caller caller, String id, Instant end) {
        return guard.write(caller, Action.MANAGE_API_KEYS, tx -> {
            ApiKey key = get(tx, caller, id);
            boolean earlier = key.expiresAt() != null && !key.expiresAt().isAfter(end);
            if (earlier || key.status() == ApiKey.Status.ARCHIVED) {
                return false;
            }
            ApiKeySql.end(tx, caller.organizationId(), id, end);
            journal.changed(tx, caller, "api_key.updated", key, get(tx, caller, id));
            return true;
        });
    }

    private void requireTransition(Tx tx, Caller caller, ApiKey key, ApiKey.Status to) {
        switch (key.status()) {
            case ARCHIVED -> throw ApiError.invalid("status: an archived key stays archived.");
            case EXPIRED -> {
                if (to != ApiKey.Status.ARCHIVED) {
                    throw ApiError.invalid("status: an expired key can only be archived.");
                }
            }
            case ACTIVE, INACTIVE -> {
                if (to == ApiKey.Status.ACTIVE) {
                    requireRoom(tx, caller, key.scope().workspaceId());
                }
            }
        }
    }

    private void requireRoom(Tx tx, Caller caller, String workspaceId) {
        if (limits.inOrganization().isPresent()
                && ApiKeySql.countActive(tx, caller.organizationId())
                        >= limits.inOrganization().getAsInt()) {
            throw ApiError.invalid("The organization may have "
                            + limits.inOrganization().getAsInt() + " active API keys.")
                    .code("org_api_key_limit_exceeded");
        }
        if (limits.inWorkspace().isPresent()
                && ApiKeySql.countActive(tx, caller.organizationId(), workspaceId)
                        >= limits.inWorkspace().getAsInt()) {
            throw ApiError.invalid(
                            "A workspace may have " + limits.inWorkspace().getAsInt() + " active API keys.")
                    .code("workspace_api_key_limit_exceeded");
        }
    }
}
