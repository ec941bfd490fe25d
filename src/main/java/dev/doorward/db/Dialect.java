package dev.doorward.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** What a session must know of the database that it talks to. */
interface Dialect {
    /** What an error means for the work that met it. */
    DbException translate(SQLException e);

    /** A query that fails on a connection which has ended its transaction and keeps a snapshot all the same, where that can be. */
    Optional<String> snapshotProbe();

    /** Bounds how long the connection's next answer may take, where the database is at the other end of a network. */
    void limit(Connection connection, Duration most) throws SQLException;
}
