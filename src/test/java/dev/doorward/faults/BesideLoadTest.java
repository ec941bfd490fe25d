package dev.doorward.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that writes all the time lets others have their turn, and does not fill the disk with its log. */
class BesideLoadTest {
    private static final boolean LONG = Boolean.getBoolean("doorward.long");
    private static final int COMMANDS = LONG ? 90 : 10;
    private static final int PROCESSES = LONG ? 10 : 2;
    private static final int CLIENTS = 8;
    private static final int READERS = 4;

    /** How long the log is watched: an hour is {@code -Ddoorward.log.seconds=3600}. */
    private static final int SECONDS = Integer.getInteger("doorward.log.seconds", LONG ? 60 : 3);

    /** Twice what the server lets it grow to. */
    private static final long LONGEST_LOG = 32_000_000;

    @TempDir
    private Path folder;

    private final Acknowledged record = new Acknowledged();
    private Path data;
    private ServerProcess server;
    private Load load;

    @BeforeEach
    void start() throws Exception {
        data = folder.resolve("data");
        server = new ServerProcess(data, Load.SETTINGS);
        load = new Load(server, server.readAdminKey(), record, CLIENTS);
        load.awaitAcknowledged(CLIENTS);
    }

    @AfterEach
    void stop() throws Exception {
        server.kill();
        load.close();
    }

    @Test
    void noCommandFailsBesideAServerAtFullLoad() throws Exception {
        List<Command> made = new ArrayList<>();
        int before = load.acknowledged();

        for (int i = 0; i < COMMANDS; i++) {
            made.add(Command.run(data, "api-keys", "create", "--workspace", "default", "--name", "key " + i));
        }
        for (int i = 0; i < PROCESSES; i++) {
            made.add(
                    Command.runProcess(data, "api-keys", "create", "--workspace", "default", "--name", "process " + i));
        }
        int during = load.acknowledged() - before;
        load.close();
        Acknowledged.Comparison after = record.compare(data);

        assertThat(made).allMatch(command -> command.exit() == 0);
        assertThat(Command.run(data, "api-keys", "list").said().lines()).hasSize(1 + COMMANDS + PROCESSES);
        assertThat(during).isGreaterThan(COMMANDS); // It was no empty road.
        assertThat(load.refusals()).isEmpty();
        assertThat(after.lost()).isEmpty();
        assertThat(after.halfApplied()).isEmpty();
        assertThat(after.journal()).isEqualTo("The journal is whole.\n");
    }

    @Tag("sqlite")
    @Test
    void theLogStaysShortUnderReadsAndWrites() throws Exception {
        AtomicBoolean ending = new AtomicBoolean();
        List<Future<?>> readers = new ArrayList<>();
        long longest = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
            for (int i = 0; i < READERS; i++) {
                readers.add(threads.submit(() -> {
                    while (!ending.get()) {
                        assertThat(load.client().get("invites?limit=1000").status())
                                .isEqualTo(200);
                    }
                }));
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (System.nanoTime() < end) {
                longest = Math.max(longest, Files.size(data.resolve("doorward.db-wal")));
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
            ending.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            ending.set(true);
        }

        System.out.println("BesideLoadTest: " + load.acknowledged() + " writes in " + SECONDS + " s, log at most "
                + longest + " bytes");
        assertThat(longest).isPositive().isLessThan(LONGEST_LOG);
    }
}
