package dev.doorward.db;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * PostgreSQL's own programs, {@code pg_dump} and {@code psql}: where they are, and how they reach a server. They are told
 * by their environment, never by their command line, which every user of the machine can read.
 *
 * @param folder where they are; nothing for wherever the system finds them
 */
public record PostgresPrograms(Optional<Path> folder) {
    /** The driver's names of what the programs need, and the programs' own. */
    private static final Map<String, String> VARIABLES = Map.of(
            "PGHOST", "PGHOST",
            "PGPORT", "PGPORT",
            "PGDBNAME", "PGDATABASE",
            "user", "PGUSER",
            "password", "PGPASSWORD",
            "sslmode", "PGSSLMODE",
            "sslrootcert", "PGSSLROOTCERT");

    /** The path to call one by. */
    String path(String program) {
        return folder.map(path -> path.resolve(program).toString()).orElse(program);
    }

    /** A program that is to be run on a server's database. */
    ProcessBuilder builder(List<String> command, Location.Server server) throws IOException {
        Properties properties = Driver.parseURL(server.url(), null);
        server.user().ifPresent(user -> properties.setProperty("user", user));
        server.password().ifPresent(password -> properties.setProperty("password", password));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("DOORWARD_")); // None of its business.
        builder.environment().put("PGAPPNAME", "doorward");
        builder.environment().put("PGCLIENTENCODING", "UTF8");
        builder.environment().put("PGTARGETSESSIONATTRS", "read-write"); // The primary, of several hosts.
        VARIABLES.forEach((name, variable) -> {
            if (properties.getProperty(name) != null) {
                builder.environment().put(variable, properties.getProperty(name));
            }
        });
        Path errors = Files.createTempFile("doorward-", ".err");
        return builder.redirectError(errors.toFile());
    }

    /** Runs a program to its end; throws what it said when it failed. */
    void run(String name, ProcessBuilder builder, Starting starting) throws IOException {
        Path errors = builder.redirectError().file().toPath();
        try {
            Process process;
            try {
                process = builder.start();
            } catch (IOException e) {
                throw new DbException(
                        "cannot run " + builder.command().getFirst()
                                + ": install PostgreSQL's client programs, or say where they are with --postgres-bin",
                        e);
            }
            starting.started(process);
            if (process.waitFor() != 0) {
                throw new DbException(name + " failed: " + lastError(errors), null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DbException.Unknown("interrupted while " + name + " ran", e);
        } finally {
            Files.deleteIfExists(errors);
        }
    }

    /** What is done with a program that runs now. */
    interface Starting {
        void started(Process process);
    }

    /** The first line that is an error; programs say what follows from it afterwards. */
    private static String lastError(Path errors) throws IOException {
        List<String> lines = Files.readAllLines(errors, StandardCharsets.UTF_8);
        return lines.stream()
                .filter(line -> line.contains("error:") || line.contains("ERROR:"))
                .findFirst()
                .orElse(lines.isEmpty() ? "it said nothing" : lines.getLast())
                .replaceFirst("^.*?(?:error|ERROR): +", "");
    }
}
