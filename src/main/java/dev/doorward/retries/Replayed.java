package dev.doorward.retries;

/**
 * Thrown in place of running a request that was answered before: it ends the transaction, which so changes nothing, and
 * carries the first answer to the one place that writes answers. No stack trace: it is not a bug.
 */
public final class Replayed extends RuntimeException {
    private final byte[] body;

    Replayed(byte[] body) {
        super("answered before", null, false, false);
        this.body = body;
    }

    /** The JSON of the first answer, a 200. */
    public byte[] body() {
        return body;
    }
}
