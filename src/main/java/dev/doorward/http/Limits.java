package dev.doorward.http;

import java.time.Duration;

/** How much a client may send and how long it may take (docs/wire.md states them). */
final class Limits {
    static final int BODY_BYTES = 256 * 1024;
    /** How much of a body over the limit is read and thrown away, so that its sender gets to see the refusal. */
    static final int DISCARDED_BYTES = 1024 * 1024;

    static final int URI_BYTES = 8 * 1024;
    static final int HEADER_BYTES = 16 * 1024;
    /** A client that is idle, slow to send a request, or slow to take an answer is cut after this. */
    static final Duration CLIENT = Duration.ofSeconds(10);

    private Limits() {}
}
