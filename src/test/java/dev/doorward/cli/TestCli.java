package dev.doorward.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.doorward.Canary;
import dev.doorward.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line in this process, on a data folder, with an environment of its own. */
final class TestCli {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path data;
    private final Map<String, String> environment = new HashMap<>();

    /** A command line on a data folder that may not be there yet. */
    TestCli(Path data) {
        this.data = data;
        environment.putAll(TestDatabase.environment(data));
    }

    /** A command line on a new installation with the organization {@code Test} and the admin {@code root@example.com}. */
    static TestCli installed(Path data) {
        try (Stream<Path> files = Files.list(Template.FOLDER)) {
            Files.createDirectory(data);
            for (Path file : files.toList()) {
                Files.copy(file, data.resolve(file.getFileName()));
            }
            TestDatabase.copy(Template.FOLDER, data);
            return new TestCli(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Made once: a schema takes a while. Its database is closed, and never opened again. */
    private static final class Template {
        private static final Path FOLDER = make();

        private static Path make() {
            try {
                Path folder = Files.createTempDirectory("doorward-cli").resolve("data");
                TestDatabase.givePepper(folder);
                new TestCli(folder).run("init", "--organization", "Test", "--admin-email", "root@example.com");
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What a command said and how it ended. */
    record Result(int exit, String out, String err) {
        /** Standard output as JSON. */
        JsonNode json() {
            return JSON.readTree(out);
        }

        /** The text at a JSON pointer of standard output. */
        String at(String pointer) {
            return json().at(pointer).asString(null);
        }

        /** Standard output's lines. */
        List<String> lines() {
            return out.lines().toList();
        }
    }

    /** The same command line with one more environment variable. */
    TestCli with(String variable, String value) {
        TestCli other = new TestCli(data);
        other.environment.putAll(environment);
        other.environment.put(variable, value);
        return other;
    }

    /** The same command line with other environment variables. */
    TestCli with(Map<String, String> variables) {
        TestCli other = this;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            other = other.with(variable.getKey(), variable.getValue());
        }
        return other;
    }

    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    Result run(String... arguments) {
        return runWithInput("", arguments);
    }

    Result runWithInput(String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        int exit = Cli.run(arguments, environment, in, stream(out), stream(err));
        if (arguments.length > 0 && arguments[0].equals("serve")) {
            logAsBefore();
        }
        Result result = new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        if (Canary.run().learnFromReveal(result.out())) {
            Canary.run().searchFolder(data);
        }
        Canary.run().look("what a command said on standard error", result.err());
        return result;
    }

    /** Undoes what {@code serve} does to the log of its process, which here is that of all tests, and searched at the end. */
    private static void logAsBefore() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        try {
            new ContextInitializer(context).autoConfig();
        } catch (JoranException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** Changes the database behind Doorward's back. */
    void tamper(String... statements) throws SQLException {
        try (Connection connection = TestDatabase.connect(data);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    Path data() {
        return data;
    }
}
