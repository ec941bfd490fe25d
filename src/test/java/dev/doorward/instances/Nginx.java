package dev.doorward.instances;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A real nginx with a configuration of {@code examples/nginx}, on a port of the test's own. */
public final class Nginx implements AutoCloseable {
    /** Its workers keep the test's own user: no other one may enter the test's folder. */
    private static String user() {
        String own = ProcessHandle.current().info().user().orElse("");
        return own.equals("root") ? "user root;" : "";
    }

    private static final String MAIN = """
            daemon off;
            USER
            worker_processes 2;
            pid %s/nginx.pid;
            error_log %s/error.log;
            events { worker_connections 8192; }
            http {
                access_log off;
                client_body_temp_path %s/body;
                proxy_temp_path %s/proxy;
                fastcgi_temp_path %s/fastcgi;
                uwsgi_temp_path %s/uwsgi;
                scgi_temp_path %s/scgi;
                include %s/example.conf;
            }
            """;

    private final Process process;
    private final Path folder;
    private final int port;

    /** The program, where this machine has it. */
    public static Optional<Path> program() {
        return Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it, and waits until it listens.
     *
     * @param folder an empty one
     * @param example the configuration's file name
     * @param replaced what stands in it, and what is put in the place of each
     */
    public Nginx(Path folder, String example, Map<String, String> replaced) throws Exception {
        this.folder = folder;
        this.port = freePort();
        String text = Files.readString(Path.of("examples/nginx", example));
        text = replace(text, "listen 127.0.0.1:8080", "listen 127.0.0.1:" + port);
        for (Map.Entry<String, String> each : replaced.entrySet()) {
            text = replace(text, each.getKey(), each.getValue());
        }
        Files.writeString(folder.resolve("example.conf"), text);
        Files.writeString(
                folder.resolve("nginx.conf"),
                MAIN.replace("%s", folder.toString()).replace("USER", user()));
        this.process = new ProcessBuilder(List.of(
                        program().orElseThrow().toString(),
                        "-p",
                        folder.toString(),
                        "-c",
                        folder.resolve("nginx.conf").toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
        Waiting.until(Duration.ofSeconds(10), () -> {
            try (Socket _ = new Socket("127.0.0.1", port)) {
                return true;
            } catch (IOException _) {
                return false;
            }
        });
    }

    private static String replace(String text, String old, String by) {
        if (!text.contains(old)) {
            throw new IllegalArgumentException("the example has no " + old);
        }
        return text.replace(old, by);
    }

    /** A port that nothing listens on. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Its address. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    /** What nginx complained about. */
    public String errors() throws IOException {
        return Files.readString(folder.resolve("error.log"));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
