package dev.doorward.instances;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A real nginx with the configuration of {@code examples/nginx}, on ports of the test's own. */
final class Nginx implements AutoCloseable {
    private static final String MAIN = """
            daemon off;
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
                include %s/doorward.conf;
            }
            """;

    private final Process process;
    private final Path folder;
    private final int port;

    /** The program, where this machine has it. */
    static Optional<Path> program() {
        return Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    Nginx(Path folder, int first, int second) throws Exception {
        this.folder = folder;
        this.port = freePort();
        String example = Files.readString(Path.of("examples/nginx/doorward.conf"));
        Files.writeString(
                folder.resolve("doorward.conf"),
                example.replace("listen 127.0.0.1:8080", "listen 127.0.0.1:" + port)
                        .replace("127.0.0.1:8081", "127.0.0.1:" + first)
                        .replace("127.0.0.1:8082", "127.0.0.1:" + second));
        Files.writeString(folder.resolve("nginx.conf"), MAIN.replace("%s", folder.toString()));
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

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    /** What nginx complained about. */
    String errors() throws IOException {
        return Files.readString(folder.resolve("error.log"));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
