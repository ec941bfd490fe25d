package dev.doorward.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** One of the two databases, and all that the rest of Doorward need not know of it. */
sealed interface Engine extends Dialect permits Sqlite, Postgres {

    /** A connection for the schema: without the limits that a request's statements have. */
    Connection connect() throws SQLException;

    /** A session that reads: each transaction of it is one snapshot, and it cannot write. */
    Session openReader();

    /** A session that writes. */
    Session openWriter();

    /** A connection for look-ups: without transactions, and with less patience for a database that does not answer. */
    Session openLookUp();

    /** Waits for the organization's lock, which is held until the transaction ends. */
    void lockOrganization(Session session, String organizationId);

    /** Waits for the installation's lock: nothing that belongs to no organization changes beside this transaction. */
    void lockInstallation(Session session);

    /** Waits for every organization's lock, after the installation's. */
    void lockEverything(Session session);

    /** One line for each thing that is wrong with what the database holds, by its own rules. */
    List<String> problems(Connection connection) throws SQLException;

    /** How the database is set up, and whether its clock agrees with ours. */
    List<Finding> setup(Connection connection, Instant now) throws SQLException;

    /** Where the migrations for this engine are, what stands for its types in them, and how they reach it. */
    FluentConfiguration migrations(FluentConfiguration flyway);
}
