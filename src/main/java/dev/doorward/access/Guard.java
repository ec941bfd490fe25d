package dev.doorward.access;

import dev.doorward.db.Db;
import dev.doorward.db.Tx;
import dev.doorward.db.Work;
import dev.doorward.journal.Identified;
import dev.doorward.retries.Replayed;
import dev.doorward.retries.Replies;
import java.util.function.BiPredicate;

/**
 * The way into a write: the organization's lock first, then the caller's standing as it is now, then the policy, then what
 * was answered before, then the work. A write that queued behind the revoke of its own credential does not commit.
 *
 * <p>Which of the three a write is decides what becomes of one that is sent again: see {@link Replies}. Each returns once the
 * change is on the disk, and throws {@link Replayed} where the first attempt's answer is the answer.
 */
public final class Guard {
    private final Db db;
    private final Authenticator authenticator;
    private final Replies replies;

    public Guard(Db db, Authenticator authenticator, Replies replies) {
        this.db = db;
        this.authenticator = authenticator;
        this.replies = replies;
    }

    /**
     * Makes something in the caller's organization.
     *
     * @param stillThere whether what has this id exists, and is neither deleted nor archived
     */
    public <T extends Identified> T create(
            Caller caller, Action action, BiPredicate<Tx, String> stillThere, Work<T> work) {
        replies.prepare(caller);
        return locked(caller, action, tx -> replies.create(tx, caller, stillThere, work));
    }

    /** Deletes something in the caller's organization. */
    public <T> T delete(Caller caller, Action action, Work<T> work) {
        replies.prepare(caller);
        return locked(caller, action, tx -> replies.delete(tx, caller, work));
    }

    /** Changes something in the caller's organization. */
    public <T> T write(Caller caller, Action action, Work<T> work) {
        return locked(caller, action, tx -> replies.change(tx, caller, work));
    }

    private <T> T locked(Caller caller, Action action, Work<T> work) {
        return db.write(caller.organizationId(), tx -> {
            action.require(authenticator.current(tx, caller));
            return work.run(tx);
        });
    }
}
