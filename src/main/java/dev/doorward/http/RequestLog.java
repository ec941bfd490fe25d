package dev.doorward.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One line for each request: never a key, a token, an address or an id from the path. A check that was answered, either
 * way, is a line for debugging only: there is one for each request of every gateway, which has a log of its own, and whoever
 * makes keys up must not fill this one.
 */
final class RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger("request");

    private RequestLog() {}

    /** Something that whoever watches over the installation looks for by its name. */
    static void event(String name, String requestId, String route) {
        LOG.atWarn()
                .addKeyValue("event", name)
                .addKeyValue("request_id", requestId)
                .addKeyValue("route", route)
                .log(name);
    }

    static void write(String requestId, String caller, String route, int status, long nanos, Level level) {
        if (LOG.isEnabledForLevel(level)) {
            LOG.atLevel(level)
                    .addKeyValue("request_id", requestId)
                    .addKeyValue("caller", caller)
                    .addKeyValue("route", route)
                    .addKeyValue("status", status)
                    .addKeyValue("ms", nanos / 10_000 / 100.0)
                    .log("request");
        }
    }
}
