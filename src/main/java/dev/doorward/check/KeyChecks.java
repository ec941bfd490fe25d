package dev.doorward.check;

import dev.doorward.access.Authenticator;
import dev.doorward.access.Caller;
import dev.doorward.apikeys.ApiKeyUses;
import dev.doorward.credentials.CredentialSql.ApiKeyCredential;
import dev.doorward.credentials.Secret;
import dev.doorward.db.Db;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.errors.ApiError;
import dev.doorward.workspaces.WorkspaceSql;
import java.util.Optional;

/**
 * Whether an API key may pass: one decision, and two doors to it. Nothing is remembered between two checks, so a revoke that
 * was answered is in force in the next one, on every instance.
 */
public final class KeyChecks {
    private final Db db;
    private final Authenticator authenticator;
    private final ApiKeyUses uses;

    public KeyChecks(Db db, Authenticator authenticator, ApiKeyUses uses) {
        this.db = db;
        this.authenticator = authenticator;
        this.uses = uses;
    }

    /**
     * The key that has this secret, when it may pass a gateway that demands an organization or a workspace.
     *
     * @param demanded the organization's or workspace's id, from the gateway's configuration
     * @throws ApiError 401 for a key that is unknown, not live, or another organization's; 403 for one of another workspace of
     *     the demanded workspace's organization
     */
    public ApiKeyCredential check(String demanded, Secret presented) {
        return db.lookUp(tx -> {
            ApiKeyCredential found = live(tx, presented).orElseThrow(Authenticator::invalid);
            requireDemanded(tx, found, demanded);
            uses.note(found.organizationId(), found.id(), tx.now());
            return found;
        });
    }

    private static void requireDemanded(Tx tx, ApiKeyCredential key, String demanded) {
        if (demanded.equals(key.workspaceId()) || demanded.equals(key.organizationId())) {
            return;
        }
        if (IdKind.WORKSPACE.isId(demanded)
                && WorkspaceSql.find(tx, key.organizationId(), demanded).isPresent()) {
            throw ApiError.permission("This API key is of another workspace.");
        }
        throw Authenticator.invalid();
    }

    /** The key of the caller's organization that has this secret, when it is live; nothing for every other text. */
    public Optional<ApiKeyCredential> introspect(Tx tx, Caller caller, String token) {
        Optional<ApiKeyCredential> key = Secret.parse(token)
                .flatMap(secret -> live(tx, secret))
                .filter(found -> found.organizationId().equals(caller.organizationId()));
        key.ifPresent(found -> uses.note(found.organizationId(), found.id(), tx.now()));
        return key;
    }

    private Optional<ApiKeyCredential> live(Tx tx, Secret secret) {
        return authenticator.apiKey(tx, secret).filter(ApiKeyCredential::live);
    }
}
