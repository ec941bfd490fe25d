import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running server, whose first line on standard output said where it listens. */
record Running(Process process, String url) implements AutoCloseable {
    private static final Path TARGET = Path.of("target");

    /** The product on a free port, with these environment variables. */
    static Running doorward(Map<String, String> environment) throws IOException {
        List<String> command = command();
        command.addAll(List.of("-jar", "target/doorward.jar", "serve"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("DOORWARD_PORT", "0", "DOORWARD_DRAIN_TIME", "0s"));
        builder.environment().putAll(environment);
        return start(builder, "bench-server.log");
    }

    /** The bare Jetty beside which the product is measured. */
    static Running floor() throws IOException {
        return floor(List.of("content-type: application/json"));
    }

    /** The same with these headers in each answer. */
    static Running floor(List<String> headers) throws IOException {
        List<String> command = command();
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "Floor"));
        command.addAll(headers);
        return start(new ProcessBuilder(command), "bench-floor.log");
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getenv("BENCH_JAVA_OPTIONS").split(" +")));
        return command;
    }

    private static Running start(ProcessBuilder builder, String log) throws IOException {
        Process process = builder.redirectError(TARGET.resolve(log).toFile()).start();
        String line = process.inputReader().readLine();
        if (line == null || !line.startsWith("listening on ")) {
            process.destroy();
            throw new IOException("no server: see target/" + log);
        }
        return new Running(process, line.substring("listening on ".length()));
    }

    /** What the process has in memory. */
    double megabytes() throws IOException {
        String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
        Matcher resident = Pattern.compile("VmRSS:\\s+([0-9]+) kB").matcher(status);
        return resident.find() ? Long.parseLong(resident.group(1)) / 1024.0 : Double.NaN;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
