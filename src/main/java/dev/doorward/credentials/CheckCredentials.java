package dev.doorward.credentials;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.access.Guard;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.http.Cursor;
import dev.doorward.http.Page;
import dev.doorward.journal.Journal;

/** What can be done with check credentials. */
public final class CheckCredentials {
    private final Guard guard;
    private final Journal journal;
    private final Minter minter;

    public CheckCredentials(Guard guard, Journal journal, Minter minter) {
        this.guard = guard;
        this.journal = journal;
        this.minter = minter;
    }

    /** One page of the check credentials, revoked ones too. */
    public Page<CheckCredential> list(Tx tx, Caller caller, Cursor cursor) {
        return CheckCredentialSql.list(tx, caller.organizationId(), cursor);
    }

    /** One check credential, a revoked one too; 404 when there is none. */
    public CheckCredential get(Tx tx, Caller caller, String id) {
        return CheckCredentialSql.find(tx, caller.organizationId(), id).orElseThrow(IdKind.CHECK_CREDENTIAL::notFound);
    }

    /** Makes a check credential. */
    public Minted<CheckCredential> create(Caller caller, CheckCredential.Create body) {
        return guard.create(
                caller,
                Action.MANAGE_CHECK_CREDENTIALS,
                (tx, id) -> get(tx, caller, id).revokedAt() == null,
                tx -> create(tx, caller, body));
    }

    private Minted<CheckCredential> create(Tx tx, Caller caller, CheckCredential.Create body) {
        Minter.NewSecret minted = minter.checkCredential(tx);
        CheckCredential credential = new CheckCredential(
                tx.newId(IdKind.CHECK_CREDENTIAL),
                body.name(),
                tx.now(),
                caller.memberId().map(Creator::new).orElse(null),
                null,
                minted.secret().hint());
        CheckCredentialSql.insert(tx, caller.organizationId(), credential, minted.digest(), minted.pepper());
        journal.created(tx, caller, "check_credential.created", credential);
        return new Minted<>(credential, minted.secret());
    }

    /** Stops a check credential for good. Revoking it again changes nothing. */
    public CheckCredential revoke(Caller caller, String id) {
        return guard.write(caller, Action.MANAGE_CHECK_CREDENTIALS, tx -> {
            CheckCredential credential = get(tx, caller, id);
            if (credential.revokedAt() != null) {
                return credential;
            }
            CheckCredential revoked = credential.revoked(tx.now());
            CheckCredentialSql.revoke(tx, caller.organizationId(), id);
            journal.changed(tx, caller, "check_credential.revoked", credential, revoked);
            return revoked;
        });
    }
}
