package dev.doorward;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A server on a throw-away data folder with a sample organization in it, to look around in. */
public final class Demo {
    private final Path folder;
    private Serve serve;

    private Demo(Path folder) {
        this.folder = folder;
    }

    /** Runs {@code doorward demo}: returns when the program was told to end and has. */
    public static void run(Settings settings, PrintStream out) throws Exception {
        Demo demo = new Demo(Files.createTempDirectory("doorward-demo-"));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(demo::end));
        demo.start(settings, out);
        new CountDownLatch(1).await();
    }

    private synchronized void start(Settings given, PrintStream out) throws Exception {
        Settings settings = settings(given);
        String adminKey = SampleOrganization.fill(settings).reveal();
        serve = new Serve(settings);
        out.println(
                """
                Doorward runs with a sample organization, %s.

                  base URL   %s
                  admin key  %s
                  data       %s

                A request to paste:

                  curl %s/v1/organizations/users -H 'x-api-key: %s' -H 'anthropic-version: 2023-06-01'

                Ctrl-C stops it; the data is thrown away.
                """.formatted(SampleOrganization.NAME, serve.baseUrl(), adminKey, folder, serve.baseUrl(), adminKey));
        out.flush();
    }

    /** Stops and throws the data away: on a signal, and when the start failed. A signal during the start waits for its end. */
    private synchronized void end() {
        if (serve != null) {
            serve.close();
        }
        deleteFolder();
        if (serve != null) {
            Runtime.getRuntime().halt(0); // A stop that was asked for is a success; the JVM would report the signal.
        }
    }

    private void deleteFolder() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            System.err.println("cannot delete " + folder + ": " + e.getMessage());
        }
    }

    /** The given settings, on the throw-away folder with its own pepper; without a drain time or a fixed port, unless asked for. */
    private Settings settings(Settings given) {
        Map<Setting, String> own = new EnumMap<>(Setting.class);
        own.put(Setting.DATA, folder.toString());
        own.put(Setting.DATABASE_URL, "");
        own.put(Setting.PEPPER, "");
        if (!given.isSet(Setting.DRAIN_TIME)) {
            own.put(Setting.DRAIN_TIME, "0s");
        }
        if (!given.isSet(Setting.PORT) && isTaken(given.host(), given.port())) {
            own.put(Setting.PORT, "0");
        }
        return given.with(own);
    }

    private static boolean isTaken(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
            return false;
        } catch (IOException _) {
            return true;
        }
    }
}
