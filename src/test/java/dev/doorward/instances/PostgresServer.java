package dev.doorward.instances;

import dev.doorward.db.Location;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL server of one test class's own, which may be stopped, frozen and cut off. */
final class PostgresServer implements AutoCloseable {
    private final EmbeddedPostgres embedded;
    private final Path folder;
    private final List<String> command;
    private String host = "127.0.0.1";
    private int databases;

    PostgresServer() throws Exception {
        this.embedded = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "200")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start();
        this.folder = Path.of(query("postgres", "SHOW data_directory").getFirst());
        this.command = command(postmaster());
    }

    /** How the server was started. */
    private static List<String> command(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"));
        List<String> words = new ArrayList<>();
        if (ProcessHandle.current().info().user().orElse("").equals("root")) {
            words.addAll(List.of("unshare", "-U")); // PostgreSQL does not run as root.
        }
        words.addAll(List.of(line.split("\0")));
        return words;
    }

    private long postmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(folder.resolve("postmaster.pid")).getFirst().strip());
    }

    /** A new, empty database. Returns its name. */
    String newDatabase() {
        databases++;
        String name = "test_" + databases;
        execute("postgres", "CREATE DATABASE " + name);
        return name;
    }

    String url(String database) {
        return "jdbc:postgresql://" + host + ":" + embedded.getPort() + "/" + database + "?user=postgres";
    }

    Location.Server location(String database) {
        return new Location.Server(url(database), Optional.empty(), Optional.empty(), 16);
    }

    /** A connection of the test's own. */
    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database));
    }

    /** The first column of every row. */
    List<String> query(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getString(1));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void execute(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends every session that instances have now. Returns how many those were. */
    int terminateSessions() {
        return query("postgres", """
                SELECT pg_terminate_backend(pid)
                FROM pg_stat_activity
                WHERE application_name = 'doorward'
                """).size();
    }

    /** How a server is stopped: it ends its sessions first, or ends as in a crash. */
    enum Stop {
        FAST("-INT"),
        IMMEDIATE("-QUIT");

        private final String signal;

        Stop(String signal) {
            this.signal = signal;
        }
    }

    void stop(Stop how) throws Exception {
        ProcessHandle process = ProcessHandle.of(postmaster()).orElseThrow();
        kill(how.signal, List.of(process.pid()));
        process.onExit().get();
    }

    /** Starts the server that was stopped, as it was, and returns when it takes connections. */
    void start() throws Exception {
        start(command);
    }

    private void start(List<String> words) throws Exception {
        new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("again.log").toFile())
                .start();
        Waiting.until(Duration.ofSeconds(30), () -> {
            try (Connection connection = connect("postgres")) {
                return connection.isValid(1);
            } catch (SQLException _) {
                return false;
            }
        });
    }

    /** Moves the server, which is stopped, into a network namespace, where it has the address given. */
    void startIn(String namespace, String address) throws Exception {
        Files.writeString(folder.resolve("pg_hba.conf"), "host all all samenet trust\n", StandardOpenOption.APPEND);
        host = address;
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.forEach(word -> words.add(word.replace("listen_addresses=127.0.0.1", "listen_addresses=*")));
        start(words);
    }

    /** Stops every process of the server where it stands. */
    void freeze() throws Exception {
        signalAll("-STOP");
    }

    void thaw() throws Exception {
        signalAll("-CONT");
    }

    private void signalAll(String signal) throws Exception {
        ProcessHandle process = ProcessHandle.of(postmaster()).orElseThrow();
        kill(
                signal,
                Stream.concat(Stream.of(process), process.descendants())
                        .map(ProcessHandle::pid)
                        .toList());
    }

    private static void kill(String signal, List<Long> processes) throws Exception {
        List<String> words = new ArrayList<>(List.of("kill", signal));
        processes.forEach(pid -> words.add(String.valueOf(pid)));
        new ProcessBuilder(words).redirectErrorStream(true).start().waitFor();
    }

    @Override
    public void close() throws IOException {
        try {
            if (ProcessHandle.of(postmaster()).isPresent()) {
                stop(Stop.FAST);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            embedded.close();
        }
    }
}
