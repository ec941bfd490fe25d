package dev.doorward.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection with its statements kept prepared. Used by one thread at a time.
 *
 * <p>Every result is read to its end and closed before a method returns: an open result would keep SQLite's transaction
 * open behind our back, and a reader with a stale snapshot would accept a revoked key.
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int STATEMENTS_KEPT = 256;

    private final Connection connection;
    private final Dialect dialect;
    private final Beginning beginning;
    private final Map<String, Prepared> statements = new LinkedHashMap<>(64, 0.75f, true);
    private Optional<Long> deadline = Optional.empty();
    private boolean touched;

    /** How a transaction begins, and so how it ends. */
    enum Beginning {
        /** By a statement, for reading. */
        SNAPSHOT("BEGIN"),
        /** By a statement that takes SQLite's only lock. */
        LOCK("BEGIN IMMEDIATE"),
        /** By the driver, with the first statement. */
        DRIVER(""),
        /** Not at all: each statement is its own, and sees what was committed when it began. */
        NONE("");

        private final String statement;

        Beginning(String statement) {
            this.statement = statement;
        }
    }

    Session(Connection connection, Dialect dialect, Beginning beginning) {
        this.connection = connection;
        this.dialect = dialect;
        this.beginning = beginning;
    }

    /** Begins a transaction that has no deadline. Fails on a connection that is still in one, which none may be. */
    void begin() {
        deadline = Optional.empty();
        touched = false;
        if (!beginning.statement.isEmpty()) {
            run(beginning.statement);
        }
    }

    /** Begins a transaction whose every statement must have its answer by a time of {@link System#nanoTime()}. */
    void begin(long newDeadline) {
        begin();
        deadline = Optional.of(newDeadline);
    }

    /**
     * Commits.
     *
     * @throws DbException.Unknown if the database failed, and may have kept the work all the same
     */
    void commit() {
        try {
            switch (beginning) {
                case SNAPSHOT, LOCK -> run("COMMIT");
                case DRIVER -> {
                    limit();
                    connection.commit();
                }
                case NONE -> {}
            }
        } catch (SQLException e) {
            DbException failure = dialect.translate(e);
            throw failure instanceof DbException.Unavailable
                    ? new DbException.Unknown("the database failed in COMMIT: " + e.getMessage(), failure)
                    : failure;
        }
    }

    /** Gives up what the transaction did. */
    void rollback() {
        try {
            switch (beginning) {
                case SNAPSHOT, LOCK -> run("ROLLBACK");
                case DRIVER -> {
                    limit();
                    connection.rollback();
                }
                case NONE -> {}
            }
        } catch (SQLException e) {
            throw dialect.translate(e);
        }
    }

    /** Makes sure that the transaction, which has ended, left no snapshot: a later read would see what was, and not what is. */
    void requireNoSnapshot() {
        try {
            dialect.snapshotProbe().ifPresent(probe -> list(probe, _ -> true));
        } catch (DbException e) {
            throw new IllegalStateException("a connection was given back that may keep a snapshot", e);
        }
    }

    /** Whether no statement of the current transaction has had an answer: then nothing of it can have been done. */
    boolean untouched() {
        return !touched;
    }

    <T> List<T> list(String sql, Row.Reader<T> reader, Object... parameters) {
        try {
            Prepared prepared = prepare(sql, parameters);
            try (ResultSet result = prepared.statement.executeQuery()) {
                touched = true;
                List<T> rows = new ArrayList<>();
                Row row = new Row(result, prepared.columns(result));
                while (result.next()) {
                    rows.add(reader.read(row));
                }
                return rows;
            }
        } catch (SQLException e) {
            throw dialect.translate(e);
        }
    }

    int update(String sql, Object... parameters) {
        try {
            int rows = prepare(sql, parameters).statement.executeUpdate();
            touched = true;
            return rows;
        } catch (SQLException e) {
            throw dialect.translate(e);
        }
    }

    /** Runs a statement without parameters or rows that matter, such as SAVEPOINT. */
    void run(String sql) {
        try {
            prepare(sql).statement.execute();
        } catch (SQLException e) {
            throw dialect.translate(e);
        }
    }

    private void limit() throws SQLException {
        if (deadline.isPresent()) {
            long left = deadline.get() - System.nanoTime();
            if (left <= 0) {
                throw new DbException.Busy("the work did not finish in time");
            }
            dialect.limit(connection, Duration.ofNanos(left));
        }
    }

    /** Closes the connection, whatever state it is in: what it left open is rolled back. */
    void discard() {
        try (connection) {
            for (Prepared prepared : statements.values()) {
                prepared.statement.close();
            }
        } catch (SQLException e) {
            LOG.warn("a connection did not close cleanly", e);
        }
    }

    private Prepared prepare(String sql, Object... parameters) throws SQLException {
        limit();
        Prepared prepared = statements.get(sql);
        if (prepared == null) {
            prepared = new Prepared(connection.prepareStatement(sql));
            statements.put(sql, prepared);
            forgetTheOldest();
        }
        for (int i = 0; i < parameters.length; i++) {
            bind(prepared.statement, i + 1, parameters[i]);
        }
        return prepared;
    }

    /** Lists with many ids make many texts, so the number kept is bounded. */
    private void forgetTheOldest() throws SQLException {
        if (statements.size() > STATEMENTS_KEPT) {
            String oldest = statements.keySet().iterator().next();
            statements.remove(oldest).statement.close();
        }
    }

    private static void bind(PreparedStatement statement, int index, Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case String text -> statement.setString(index, text);
            case Integer number -> statement.setInt(index, number);
            case Long number -> statement.setLong(index, number);
            case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
            case Instant instant -> statement.setLong(index, Micros.of(instant));
            case byte[] bytes -> statement.setBytes(index, bytes);
            case Enum<?> name -> statement.setString(index, name.toString());
            default -> throw new IllegalArgumentException("no column type for " + value.getClass());
        }
    }

    private static final class Prepared {
        private final PreparedStatement statement;
        private Map<String, Integer> columns;

        private Prepared(PreparedStatement statement) {
            this.statement = statement;
        }

        /** The columns of a statement do not change, so they are looked up once. */
        private Map<String, Integer> columns(ResultSet result) throws SQLException {
            if (columns == null) {
                ResultSetMetaData meta = result.getMetaData();
                columns = new HashMap<>();
                for (int i = 1; i <= meta.getColumnCount(); i++) {
                    columns.put(meta.getColumnLabel(i), i);
                }
            }
            return columns;
        }
    }
}
