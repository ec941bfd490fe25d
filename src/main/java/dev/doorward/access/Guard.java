package dev.doorward.access;

import dev.doorward.db.Db;
import dev.doorward.db.Work;

/**
 * The way into a write: the organization's lock first, then the caller's standing as it is now, then the policy, then the
 * work. A write that queued behind the revoke of its own credential does not commit.
 */
public final class Guard {
    private final Db db;
    private final Authenticator authenticator;

    public Guard(Db db, Authenticator authenticator) {
        this.db = db;
        this.authenticator = authenticator;
    }

    /** Runs the work in the caller's organization and returns once it is on the disk. */
    public <T> T write(Caller caller, Action action, Work<T> work) {
        return db.write(caller.organizationId(), tx -> {
            action.require(authenticator.current(tx, caller));
            return work.run(tx);
        });
    }
}
