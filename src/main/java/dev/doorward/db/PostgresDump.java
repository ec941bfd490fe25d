package dev.doorward.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Backups of a PostgreSQL database: what {@code pg_dump} writes, inside one transaction whose last statement sets the mark.
 * So a file that was cut restores nothing, by whatever it is restored, and a whole one is never without the mark.
 */
final class PostgresDump {
    private static final String HEAD = "-- A backup by doorward. Restore it with 'doorward restore'.\nBEGIN;\n";
    private static final String COMMIT = "COMMIT;\n";
    private static final Pattern TAIL = Pattern.compile(
            "SET search_path = ((?:\"[^\"]+\")+);\nUPDATE installation SET restored_at = [0-9]+;\n" + COMMIT + "\\z");

    private final Location.Server server;
    private final PostgresPrograms programs;

    PostgresDump(Location.Server server, PostgresPrograms programs) {
        this.server = server;
        this.programs = programs;
    }

    /**
     * Writes the whole database, as it is at one moment, to a file that is there and empty.
     *
     * @param schema the schema that Doorward's tables are in
     * @param emptied the tables whose rows no backup keeps
     */
    void write(Path file, String schema, List<String> emptied, Supplier<Instant> now) {
        try {
            Files.writeString(file, HEAD);
            dump(file, emptied);
            String quoted = '"' + schema.replace("\"", "\"\"") + '"';
            Files.writeString(
                    file,
                    "SET search_path = " + quoted + ";\nUPDATE installation SET restored_at = " + Micros.of(now.get())
                            + ";\n" + COMMIT,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void dump(Path file, List<String> emptied) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(programs.path("pg_dump"), "--no-password", "--no-owner", "--no-privileges"));
        emptied.forEach(table -> command.add("--exclude-table-data=*." + table));
        ProcessBuilder builder =
                programs.builder(command, server).redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()));
        programs.run("pg_dump", builder, _ -> {});
    }

    /** Whether the file begins as {@link #write} begins one. */
    static boolean begins(Path file) {
        byte[] head = HEAD.getBytes(StandardCharsets.US_ASCII);
        return Arrays.equals(head, bytes(file, 0, head.length));
    }

    /**
     * Runs a backup on an empty database, in one transaction; anything that fails leaves the database as it was.
     *
     * @param checkValues of the peppers that are held, by number: every one that the backup names must be among them
     */
    void read(Path file, Map<Integer, byte[]> checkValues) {
        try {
            long size = Files.size(file);
            long from = Math.max(0, size - 1_000);
            String end = new String(bytes(file, from, 1_000), StandardCharsets.UTF_8);
            Matcher tail = TAIL.matcher(end);
            if (!begins(file) || !tail.find()) {
                throw new DbException(file + " is no backup by doorward, or was cut off", null);
            }
            ProcessBuilder psql = programs.builder(
                            List.of(
                                    programs.path("psql"),
                                    "--no-password",
                                    "--no-psqlrc",
                                    "--quiet",
                                    "--set=ON_ERROR_STOP=1",
                                    "--file=-"),
                            server)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            programs.run("psql", psql, process -> feed(file, size - COMMIT.length(), process, checkValues));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All but the last line, then a look at the peppers, then the last line: psql stops at the first error. */
    private static void feed(Path file, long length, Process psql, Map<Integer, byte[]> checkValues) {
        try (OutputStream out = psql.getOutputStream();
                InputStream in = Files.newInputStream(file)) {
            byte[] chunk = new byte[1 << 16];
            for (long left = length; left > 0; ) {
                int read = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (read < 0) {
                    return; // It became shorter meanwhile: without the last line nothing is kept.
                }
                out.write(chunk, 0, read);
                left -= read;
            }
            out.write((requirePeppers(checkValues) + COMMIT).getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // psql ended before it had read everything: its own message says why.
        }
    }

    private static String requirePeppers(Map<Integer, byte[]> checkValues) {
        String held = checkValues.entrySet().stream()
                .map(pepper -> "(" + pepper.getKey() + ", '" + HexFormat.of().formatHex(pepper.getValue()) + "')")
                .collect(Collectors.joining(", "));
        return """
                DO $$
                DECLARE
                    wrong int;
                BEGIN
                    SELECT MIN(number) INTO wrong
                    FROM pepper
                    WHERE retired_at IS NULL AND (number, encode(check_value, 'hex')) NOT IN (VALUES %s);
                    IF wrong IS NOT NULL THEN
                        RAISE EXCEPTION 'pepper %% is not held here, or is not the one that this database was made with', wrong;
                    END IF;
                END;
                $$;
                """.formatted(held);
    }

    private static byte[] bytes(Path file, long from, int most) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.max(0, Math.min(most, in.length() - from))];
            in.seek(from);
            in.readFully(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
