package dev.doorward.retries;

import dev.doorward.access.Caller;
import dev.doorward.credentials.Pepper;
import dev.doorward.credentials.Peppers;
import dev.doorward.db.Tx;
import dev.doorward.db.Work;
import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import dev.doorward.http.Json;
import dev.doorward.journal.Identified;
import dev.doorward.retries.Attempt.Marks;
import dev.doorward.retries.ReplySql.Reply;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was answered to writes, and when that is the answer again (contract 1.4).
 *
 * <p>Everything here happens in the write's own transaction, after the organization's lock: a request that arrives while its
 * twin runs waits for that lock and then finds the twin's answer. Refusals are not kept, so what was refused runs again.
 */
public final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    /** For how long an {@code Idempotency-Key} stands for its first answer. */
    private static final Duration KEY_LIFETIME = Duration.ofHours(24);

    /** One answer in so many, as it is stored, takes those with it that have expired. */
    private static final int PRUNE_EVERY = 16;

    private final Peppers peppers;
    private final RandomGenerator random;
    private final Duration window;

    /** @param window for how long a retry without an {@code Idempotency-Key} gets the first answer; zero turns that off */
    public Replies(Peppers peppers, RandomGenerator random, Duration window) {
        this.peppers = peppers;
        this.random = random;
        this.window = window;
    }

    /** Does ahead of the organization's lock what needs neither it nor the database, for a write whose answer may be kept. */
    public void prepare(Caller caller) {
        caller.attempt().ifPresent(attempt -> attempt.marks(peppers.newest()));
    }

    /** Runs a creation, unless this is a retry of one whose object is still there. */
    public <T extends Identified> T create(Tx tx, Caller caller, BiPredicate<Tx, String> stillThere, Work<T> work) {
        replayKey(tx, caller);
        findRetried(tx, caller)
                .filter(answer -> stillThere.test(tx, answer.objectId()))
                .ifPresent(Answered::replay);
        T created = work.run(tx);
        caller.attempt().ifPresent(attempt -> store(tx, caller, attempt, created.id(), created));
        return created;
    }

    /** Runs a deletion. Where a retry finds nothing to delete any more, the first attempt's answer is its answer. */
    public <T> T delete(Tx tx, Caller caller, Work<T> work) {
        replayKey(tx, caller);
        try {
            T deleted = work.run(tx);
            caller.attempt().ifPresent(attempt -> store(tx, caller, attempt, null, deleted));
            return deleted;
        } catch (ApiError refusal) {
            if (refusal.type() == ErrorType.NOT_FOUND) {
                findRetried(tx, caller).ifPresent(Answered::replay);
            }
            throw refusal;
        }
    }

    /**
     * Runs a change of something that stays. A retry runs again: another change may have come in between, and an answer that
     * says {@code inactive} must never leave a key active.
     */
    public <T> T change(Tx tx, Caller caller, Work<T> work) {
        replayKey(tx, caller);
        T changed = work.run(tx);
        caller.attempt().filter(Attempt::hasKey).ifPresent(attempt -> store(tx, caller, attempt, null, changed));
        return changed;
    }

    /** What was answered to a request, opened; the object is the one that a creation made. */
    private record Answered(String objectId, byte[] body) {
        private void replay() {
            throw new Replayed(body);
        }
    }

    /** Answers what was answered under the same {@code Idempotency-Key}; 400 when that was another request. */
    private void replayKey(Tx tx, Caller caller) {
        caller.attempt()
                .filter(Attempt::hasKey)
                .flatMap(attempt -> find(tx, caller, attempt))
                .ifPresent(Answered::replay);
    }

    /** What the first attempt was answered, where this is a retry without a key. */
    private Optional<Answered> findRetried(Tx tx, Caller caller) {
        return caller.attempt()
                .filter(attempt -> attempt.isRetry() && !attempt.hasKey() && window.isPositive())
                .flatMap(attempt -> find(tx, caller, attempt));
    }

    private Optional<Answered> find(Tx tx, Caller caller, Attempt attempt) {
        Optional<Reply> latest = peppers.held().stream()
                .map(attempt::marks)
                .flatMap(marks -> ReplySql.find(tx, caller.organizationId(), marks.digest()).stream())
                .max(Comparator.comparing(Reply::storedAt));
        if (latest.isEmpty()) {
            peppers.requireAll(tx); // "Never answered" may be said only by an instance that can recognise every answer.
        }
        return latest.flatMap(reply -> open(caller, attempt, reply));
    }

    private Optional<Answered> open(Caller caller, Attempt attempt, Reply reply) {
        Optional<Marks> marks = peppers.held(reply.pepper()).map(attempt::marks);
        boolean another = marks.filter(own -> !MessageDigest.isEqual(own.request(), reply.request()))
                .isPresent();
        if (another) {
            throw ApiError.invalid("Idempotency-Key: was used for another request.");
        }
        Optional<byte[]> body = marks.flatMap(own -> seal(caller, own).open(reply.sealed()));
        if (body.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("request_id", caller.requestId())
                    .log("a stored answer cannot be opened: the request runs again");
        }
        return body.map(json -> new Answered(reply.objectId(), json));
    }

    private void store(Tx tx, Caller caller, Attempt attempt, String objectId, Object answer) {
        Duration lifetime = attempt.hasKey() ? KEY_LIFETIME : window;
        if (!lifetime.isPositive()) {
            return;
        }
        Pepper pepper = peppers.current(tx);
        Marks marks = attempt.marks(pepper);
        byte[] nonce = new byte[Seal.NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = seal(caller, marks).close(nonce, Json.bytes(answer, attempt.version()));
        if (marks.digest()[0] % PRUNE_EVERY == 0) { // As good as random: the digest is a MAC.
            ReplySql.prune(tx, caller.organizationId());
        }
        ReplySql.put(
                tx,
                caller.organizationId(),
                new Reply(marks.digest(), marks.request(), objectId, sealed, pepper.number(), tx.now()),
                tx.now().plus(lifetime));
    }

    private static Seal seal(Caller caller, Marks marks) {
        return new Seal(marks.sealingKey(), caller.organizationId(), marks.digest());
    }
}
