package dev.doorward.http;

import java.time.Duration;

/** How much a client may send and how long it may take (docs/wire.md states them). */
final class Limits {
    static final int BODY_BYTES = 256 * 1024;
    static final int URI_BYTES = 8 * 1024;
    static final int HEADER_BYTES = 16 * 1024;
    /** A client that is idle, slow to send a request, or slow to take an answer is cut after this. */
    static final Duration CLIENT = Duration.ofSeconds(10);

    private Limits() {}
}
