package dev.doorward;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A PostgreSQL server of the machine's own installation, for what needs {@code pg_dump} and {@code psql} of the server's own
 * version: the embedded one comes without them. Roles need a password.
 */
public final class InstalledPostgres {
    private static final String PASSWORD = "a password that no command line has";

    private final AtomicInteger count = new AtomicInteger();
    private final Path programs;
    private final Path folder;
    private final int port;

    private InstalledPostgres(Path programs) throws IOException, InterruptedException {
        this.programs = programs;
        this.folder = Files.createTempDirectory("doorward-postgres");
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        if (isRoot()) {
            run(List.of("chown", "-R", "postgres", folder.toString()));
        }
        Path data = folder.resolve("data");
        program("initdb", "-D", data.toString(), "-U", "doorward", "-A", "scram-sha-256", "--pwfile=" + password);
        program(
                "pg_ctl",
                "-D",
                data.toString(),
                "-w",
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -p " + port,
                "start");
    }

    /** Starts one, where the machine has the programs. */
    public static Optional<InstalledPostgres> start() throws IOException, InterruptedException {
        Optional<Path> programs = List.of("18", "17", "16", "15", "14").stream()
                .map(version -> Path.of("/usr/lib/postgresql", version, "bin"))
                .filter(path ->
                        Files.isExecutable(path.resolve("initdb")) && Files.isExecutable(path.resolve("pg_dump")))
                .findFirst();
        return programs.isPresent() ? Optional.of(new InstalledPostgres(programs.get())) : Optional.empty();
    }

    /** The environment by which the program finds a new, empty database. */
    public Map<String, String> newDatabase() throws SQLException {
        String name = "doorward_" + count.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url("postgres"), "doorward", PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return Map.of(
                "DOORWARD_DATABASE_URL",
                url(name),
                "DOORWARD_DATABASE_USER",
                "doorward",
                "DOORWARD_DATABASE_PASSWORD",
                PASSWORD,
                "DOORWARD_POSTGRES_BIN",
                programs.toString());
    }

    /** Runs SQL as somebody would who knows psql and not Doorward: on after an error. */
    public void psql(Map<String, String> environment, String sql) throws IOException, InterruptedException {
        String database = environment.get("DOORWARD_DATABASE_URL").replaceFirst(".*/", "");
        ProcessBuilder builder = new ProcessBuilder(
                programs.resolve("psql").toString(),
                "-q",
                "-h",
                "127.0.0.1",
                "-p",
                "" + port,
                "-U",
                "doorward",
                database);
        builder.environment().put("PGPASSWORD", PASSWORD);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(sql.getBytes(StandardCharsets.UTF_8));
        }
        process.waitFor();
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private void program(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isRoot()) { // PostgreSQL refuses to run as root.
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("doorward-postgres", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(command + ": " + Files.readString(said));
        }
    }

    /** Ends it. */
    public void stop() throws IOException, InterruptedException {
        program("pg_ctl", "-D", folder.resolve("data").toString(), "-m", "immediate", "stop");
    }
}
