package dev.doorward.http;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.db.Tx;
import java.util.function.Supplier;

/**
 * One endpoint: a verb, a path with {@code {names}} for its variable segments, and who may call it. There is no route
 * without an {@link Action} but the two probes.
 */
public sealed interface Route {
    /** The verb: GET, POST or DELETE. */
    String method();

    /** The path's pattern, such as {@code /v1/organizations/users/{id}}. */
    String path();

    /** A GET: authenticated and answered on one snapshot. */
    record Read(String path, Action action, ReadHandler handler) implements Route {
        @Override
        public String method() {
            return "GET";
        }
    }

    /** A POST or DELETE: its operation opens the transaction, after the body was read. */
    record Write(String method, String path, Action action, WriteHandler handler) implements Route {}

    /** A GET for whoever runs the server, open to everybody. */
    record Probe(String path, Supplier<?> handler) implements Route {
        @Override
        public String method() {
            return "GET";
        }
    }

    /** A GET. */
    static Route get(String path, Action action, ReadHandler handler) {
        return new Read(path, action, handler);
    }

    /** A POST: every creation and every update. */
    static Route post(String path, Action action, WriteHandler handler) {
        return new Write("POST", path, action, handler);
    }

    /** A DELETE. */
    static Route delete(String path, Action action, WriteHandler handler) {
        return new Write("DELETE", path, action, handler);
    }

    /** Answers with what becomes the JSON of a 200. */
    @FunctionalInterface
    interface ReadHandler {
        Object answer(Tx tx, Caller caller, Request request);
    }

    /** Answers with what becomes the JSON of a 200. */
    @FunctionalInterface
    interface WriteHandler {
        Object answer(Caller caller, Request request);
    }
}
