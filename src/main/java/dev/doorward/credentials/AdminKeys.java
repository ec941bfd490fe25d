package dev.doorward.credentials;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.access.Guard;
import dev.doorward.access.Scope;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import dev.doorward.http.Text;
import dev.doorward.journal.Journal;
import java.util.Set;

/** What can be done with admin keys: by the operator only. */
public final class AdminKeys {
    private final Guard guard;
    private final Journal journal;
    private final Minter minter;

    /** A new key and its secret, which is shown once. */
    public record Minted(AdminKey key, Secret secret) {}

    public AdminKeys(Guard guard, Journal journal, Minter minter) {
        this.guard = guard;
        this.journal = journal;
        this.minter = minter;
    }

    /** One page of the admin keys, revoked ones too. */
    public Page<AdminKey> list(Tx tx, Caller caller, Cursor cursor) {
        Action.OPERATE.require(caller);
        return AdminKeySql.list(tx, caller.organizationId(), cursor);
    }

    /** One admin key, a revoked one too; 404 when there is none. */
    public AdminKey get(Tx tx, Caller caller, String id) {
        Action.OPERATE.require(caller);
        return AdminKeySql.find(tx, caller.organizationId(), id).orElseThrow(IdKind.ADMIN_KEY::notFound);
    }

    /** Makes an admin key. */
    public Minted create(Caller caller, String name, Set<Scope> scopes) {
        return guard.write(caller, Action.OPERATE, tx -> create(tx, caller, name, scopes));
    }

    /** Makes an admin key within a transaction. */
    public Minted create(Tx tx, Caller caller, String name, Set<Scope> scopes) {
        Minter.Minted minted = minter.adminKey(tx);
        AdminKey key = new AdminKey(
                tx.newId(IdKind.ADMIN_KEY),
                Text.name("name", name, AdminKey.LONGEST_NAME),
                scopes,
                tx.now(),
                null,
                null,
                minted.secret().hint());
        AdminKeySql.insert(tx, caller.organizationId(), key, minted.digest(), minted.pepper());
        journal.created(tx, caller, "admin_key.created", key);
        return new Minted(key, minted.secret());
    }

    /** Stops an admin key for good. Revoking it again changes nothing. */
    public AdminKey revoke(Caller caller, String id) {
        return guard.write(caller, Action.OPERATE, tx -> {
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
