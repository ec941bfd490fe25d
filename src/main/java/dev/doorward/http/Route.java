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

    /**
     * Whether the rate limit counts it: reads and creations. Nothing that takes a right back is ever limited, nor is a
     * probe.
     */
    boolean rateLimited();

    /** A GET: authenticated and answered on one snapshot. */
    record Read(String path, Action action, ReadHandler handler) implements Route {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public boolean rateLimited() {
            return true;
        }
    }

    /** A POST or DELETE: its operation opens the transaction, after the body was read. */
    record Write(Effect effect, String path, Action action, WriteHandler handler) implements Route {
        @Override
        public String method() {
            return effect == Effect.DELETE ? "DELETE" : "POST";
        }

        @Override
        public boolean rateLimited() {
            return effect == Effect.CREATE;
        }
    }

    /** What a write does. A creation and an update are both a POST, and are not treated alike everywhere. */
    enum Effect {
        /** Makes an object. */
        CREATE,
        /** Changes an object that there is, which includes archiving it: every way to take a right back but DELETE. */
        UPDATE,
        /** Takes an object away. */
        DELETE
    }

    /** A GET for whoever runs the server, open to everybody. */
    record Probe(String path, Supplier<?> handler) implements Route {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public boolean rateLimited() {
            return false;
        }
    }

    /** A GET. */
    static Route get(String path, Action action, ReadHandler handler) {
        return new Read(path, action, handler);
    }

    /** A POST that makes an object. */
    static Route create(String path, Action action, WriteHandler handler) {
        return new Write(Effect.CREATE, path, action, handler);
    }

    /** A POST to an object that there is. */
    static Route update(String path, Action action, WriteHandler handler) {
        return new Write(Effect.UPDATE, path, action, handler);
    }

    /** A DELETE. */
    static Route delete(String path, Action action, WriteHandler handler) {
        return new Write(Effect.DELETE, path, action, handler);
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
