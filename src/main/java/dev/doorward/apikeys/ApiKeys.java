package dev.doorward.apikeys;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.access.Guard;
import dev.doorward.credentials.Minter;
import dev.doorward.credentials.Secret;
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
import java.util.OptionalInt;

/** What can be done with API keys, and the rules it is done by. */
public final class ApiKeys {
    private final Guard guard;
    private final Journal journal;
    private final Minter minter;
    private final Limits limits;

    /** How many keys may be active at once; no number is no limit. */
    public record Limits(OptionalInt inOrganization, OptionalInt inWorkspace) {}

    /** A new key and its secret, which is shown once. */
    public record Minted(ApiKey key, Secret secret) {}

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

    /** Makes a key in a workspace that is not archived. For the operator: the Admin API makes no keys. */
    public Minted create(Caller caller, ApiKey.Create body) {
        return guard.write(caller, Action.OPERATE, tx -> create(tx, caller, body));
    }

    private Minted create(Tx tx, Caller caller, ApiKey.Create body) {
        String organizationId = caller.organizationId();
        Workspace workspace =
                WorkspaceSql.find(tx, organizationId, body.workspaceId()).orElseThrow(IdKind.WORKSPACE::notFound);
        body.createdBy()
                .ifPresent(user -> MemberSql.find(tx, organizationId, user).orElseThrow(IdKind.USER::notFound));
        Workspaces.requireOpen(workspace);
        body.expiresAt().filter(time -> !time.isAfter(tx.now())).ifPresent(_ -> {
            throw ApiError.invalid("expires_at: must be in the future.");
        });
        requireRoom(tx, caller, workspace.id());
        Minter.Minted minted = minter.apiKey(tx);
        ApiKey key = new ApiKey(
                tx.newId(IdKind.API_KEY),
                Text.name("name", body.name(), ApiKey.LONGEST_NAME),
                ApiKey.Status.ACTIVE,
                tx.now(),
                body.createdBy().map(ApiKey.Creator::new).orElse(null),
                body.expiresAt().orElse(null),
                minted.secret().hint(),
                null,
                new ApiKey.KeyScope(workspace.id()),
                Workspaces.isDefault(tx, caller, workspace.id()) ? null : workspace.id());
        ApiKeySql.insert(tx, organizationId, key, minted.digest(), minted.pepper());
        journal.created(tx, caller, "api_key.created", key);
        return new Minted(key, minted.secret());
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
