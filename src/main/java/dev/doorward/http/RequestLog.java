package dev.doorward.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each request: never a key, a token, an address or an id from the path. */
final class RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger("request");

    private RequestLog() {}

    static void write(String requestId, String caller, String route, int status, long nanos) {
        if (LOG.isInfoEnabled()) {
            LOG.atInfo()
                    .addKeyValue("request_id", requestId)
                    .addKeyValue("caller", caller)
                    .addKeyValue("route", route)
                    .addKeyValue("status", status)
                    .addKeyValue("ms", nanos / 10_000 / 100.0)
                    .log("request");
        }
    }
}
