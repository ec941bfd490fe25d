package dev.doorward.credentials;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.access.Guard;
import dev.doorward.access.Scope;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.errors.ApiError;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import dev.doorward.http.Text;
import dev.doorward.journal.Journal;
import java.util.EnumSet;
import java.util.Set;

/** What can be done with admin keys, and the rules it is done by. */
public final class AdminKeys {
    private final Guard guard;
    private final Journal journal;
    private final Minter minter;

    public AdminKeys(Guard guard, Journal journal, Minter minter) {
        this.guard = guard;
        this.journal = journal;
        this.minter = minter;
    }

    /** One page of the admin keys, revoked ones too. */
    public Page<AdminKey> list(Tx tx, Caller caller, Cursor cursor) {
        return AdminKeySql.list(tx, caller.organizationId(), cursor);
    }

    /** One admin key, a revoked one too; 404 when there is none. */
    public AdminKey get(Tx tx, Caller caller, String id) {
        return AdminKeySql.find(tx, caller.organizationId(), id).orElseThrow(IdKind.ADMIN_KEY::notFound);
    }

    /** Makes an admin key. It may do no more than the caller: 403 names the scopes that the caller lacks. */
    public Minted<AdminKey> create(Caller caller, AdminKey.Create body) {
        return guard.create(
                caller,
                Action.MANAGE_ADMIN_KEYS,
                (tx, id) -> get(tx, caller, id).revokedAt() == null,
                tx -> create(tx, caller, body));
    }

    /** Makes an admin key within a transaction. */
    public Minted<AdminKey> create(Tx tx, Caller caller, AdminKey.Create body) {
        requireAll(caller, body.scopes());
        Minter.NewSecret minted = minter.adminKey(tx);
        AdminKey key = new AdminKey(
                tx.newId(IdKind.ADMIN_KEY),
                Text.name("name", body.name(), AdminKey.LONGEST_NAME),
                body.scopes(),
                tx.now(),
                caller.memberId().map(Creator::new).orElse(null),
                null,
                minted.secret().hint());
        AdminKeySql.insert(tx, caller.organizationId(), key, minted.digest(), minted.pepper());
        journal.created(tx, caller, "admin_key.created", key);
        return new Minted<>(key, minted.secret());
    }

    private static void requireAll(Caller caller, Set<Scope> scopes) {
        if (caller instanceof Caller.AdminKey own) {
            Set<Scope> missing = EnumSet.copyOf(scopes);
            missing.removeAll(own.scopes());
            if (!missing.isEmpty()) {
                throw ApiError.permission("scopes: this admin key lacks " + Scope.format(missing)
                        + ", and cannot make one that may do more than itself.");
            }
        }
    }

    /** Stops an admin key for good. Revoking it again changes nothing. */
    public AdminKey revoke(Caller caller, String id) {
        return guard.write(caller, Action.MANAGE_ADMIN_KEYS, tx -> {
            AdminKey key = get(tx, caller, id);
            if (key.revokedAt() != null) {
                return key;
            }
            AdminKey revoked = key.revoked(tx.now());
            AdminKeySql.revoke(tx, caller.organizationId(), id);
            journal.changed(tx, caller, "admin_key.revoked", key, revoked);
            return revoked;
        });
    }
}
