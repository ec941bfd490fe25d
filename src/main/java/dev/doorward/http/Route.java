package dev.doorward.http;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.credentials.Secret;
import dev.doorward.db.Tx;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One endpoint: a verb, a path with {@code {names}} for its variable segments, and who may call it. There is no route
 * without an {@link Action} but those that are open to everybody and the gate, whose question is about the key itself.
 */
public sealed interface Route {
    /** The verb: GET, POST, DELETE, or {@code ANY}. */
    String method();

    /** The path's pattern, such as {@code /v1/organizations/users/{id}}. */
    String path();

    /**
     * Whether the rate limit counts it: reads and creations. Nothing that takes a right back is ever limited, nor is a
     * check or what is open to everybody.
     */
    boolean rateLimited();

    /** Whether it asks about a key, as a gateway does for each request of its own. */
    default boolean isCheck() {
        return this instanceof Ask || this instanceof Gate;
    }

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

    /** A POST that only asks, in a form or in JSON: authenticated and answered on one snapshot, whatever the version. */
    record Ask(String path, Action action, AskHandler handler) implements Route {
        @Override
        public String method() {
            return "POST";
        }

        @Override
        public boolean rateLimited() {
            return false;
        }
    }

    /**
     * Where a gateway asks whether its client's key may pass: the path and everything below it, with any verb. The client's
     * own path, query and body come along, and none of them is read.
     *
     * @param path ends in the one variable segment that is read
     */
    record Gate(String path, GateHandler handler) implements Route {
        @Override
        public String method() {
            return "ANY";
        }

        @Override
        public boolean rateLimited() {
            return false;
        }

        /** What every path of it begins with. */
        String prefix() {
            return path.substring(0, path.indexOf('{'));
        }
    }

    /** A GET that is open to everybody. */
    record Open(String path, Supplier<?> handler) implements Route {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public boolean rateLimited() {
            return false;
        }
    }

    /** What is answered to a check. */
    record Checked(Object body, Map<String, String> headers) {}

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

    /** Answers with what becomes the JSON and the headers of a 200. */
    @FunctionalInterface
    interface AskHandler {
        Checked answer(Tx tx, Caller caller, Request request);
    }

    /** Lets the secret pass that a gateway's client presented, with the headers of an empty 200, or throws 401 or 403. */
    @FunctionalInterface
    interface GateHandler {
        Checked answer(String demanded, Secret presented);
    }

    /** Answers with what becomes the JSON of a 200. */
    @FunctionalInterface
    interface WriteHandler {
        Object answer(Caller caller, Request request);
    }
}
