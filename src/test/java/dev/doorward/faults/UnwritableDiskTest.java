package dev.doorward.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.Main;
import dev.doorward.ServerProcess;
import dev.doorward.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * While the data folder cannot be written to, writes are refused in time, reads and look-ups go on, and nothing that was
 * acknowledged is lost; once it can, the server writes again by itself.
 */
@Tag("sqlite")
class UnwritableDiskTest {
    private static final int ROUNDS = Boolean.getBoolean("doorward.long") ? 20 : 2;
    private static final int CLIENTS = 4;
    private static final int SOME = 50;

    /** The promise is 5 s; here a machine that is busy with other tests takes its time too. */
    private static final Duration DEADLINE = Duration.ofSeconds(7);

    @TempDir
    private Path folder;

    private final Acknowledged record = new Acknowledged();

    private Path data() {
        return folder.resolve("data");
    }

    @Test
    void aDiskThatIsFullRefusesWritesUntilThereIsRoom() throws Exception {
        try (Disk disk = Disk.memory(data(), 16);
                ServerProcess server = new ServerProcess(data(), Load.SETTINGS)) {
            try (Load load = new Load(server, server.readAdminKey(), record, CLIENTS)) {
                for (int round = 1; round <= ROUNDS; round++) {
                    load.awaitAcknowledged(SOME);

                    Path ballast = disk.fill();
                    refusesWritesOnly(load);
                    Files.delete(ballast);

                    recovers(load);
                }
            }
            endsWithEverything(server);
        }
    }

    /**
     * Files that nobody may write to, root included, not even who has them open: what a file system that was remounted
     * read-only does, and unlike that it can be undone while a server has files open.
     */
    @Test
    void filesThatBecomeReadOnlyRefuseWritesUntilTheyAreNot() throws Exception {
        try (Disk _ = Disk.mount(Disk.image(folder.resolve("disk.img"), 32), data());
                ServerProcess server = new ServerProcess(data(), Load.SETTINGS)) {
            try (Load load = new Load(server, server.readAdminKey(), record, CLIENTS)) {
                for (int round = 1; round <= ROUNDS; round++) {
                    load.awaitAcknowledged(SOME);

                    immutable("+i");
                    refusesWritesOnly(load);
                    immutable("-i");

                    recovers(load);
                }
            } finally {
                immutable("-i");
            }
            endsWithEverything(server);
        }
    }

    /** A server without root's right to pass over permissions, and with connections that it must open anew. */
    @Test
    void aFolderWhoseDoorIsShutRefusesWritesUntilItIsOpen() throws Exception {
        List<String> withoutTheRight = List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search");
        try (Disk _ = Disk.mount(Disk.image(folder.resolve("disk.img"), 32), data());
                ServerProcess server = new ServerProcess(data(), Load.SETTINGS, withoutTheRight, Main.class)) {
            try (Load load = new Load(server, server.readAdminKey(), record, CLIENTS)) {
                load.awaitAcknowledged(SOME);

                Shell.run("chmod", "0000", data().toString());
                immutable("+i"); // Now the writer fails, and drops its connection …
                refusesWritesOnly(load);
                immutable("-i"); // … and cannot open another one, though the files are as before.
                refusesWritesOnly(load);
                Shell.run("chmod", "0700", data().toString());

                recovers(load);
            } finally {
                immutable("-i");
                Shell.run("chmod", "0700", data().toString());
            }
            endsWithEverything(server);
        }
    }

    /**
     * What the kernel does to a file system whose disk fails: it is read-only at once, and stays so until it is mounted anew.
     *
     * <p>No write is under way at that moment: what the kernel reports of a sync that is, when an administrator forces this,
     * is not Doorward's promise.
     */
    @Test
    void aDiskThatFailsRefusesWritesAndKeepsWhatItHad() throws Exception {
        Path image = Disk.image(folder.resolve("disk.img"), 32);
        try (Disk disk = Disk.mount(image, data())) {
            ServerProcess server = new ServerProcess(data(), Load.SETTINGS);
            try {
                String adminKey = server.readAdminKey();
                try (Load load = new Load(server, adminKey, record, CLIENTS)) {
                    load.awaitAcknowledged(SOME);
                }
                disk.fail();
                try (Load load = new Load(server, adminKey, record, CLIENTS)) {
                    refusesWritesOnly(load);
                    assertThat(load.acknowledged()).isZero();
                }
            } finally {
                server.kill();
            }
        }
        Shell.succeeds("e2fsck", "-p", image.toString()); // As the boot of a machine would.
        try (Disk _ = Disk.mount(image, data())) {
            isComplete(record.compare(data()));
        }
    }

    /** A write that has begun may have been made or not: its caller is told so, in time, and no second answer comes. */
    @Test
    void aDiskThatHangsKeepsNobodyWaitingBeyondTheDeadline() throws Exception {
        try (Disk disk = Disk.mount(Disk.image(folder.resolve("disk.img"), 32), data());
                ServerProcess server = new ServerProcess(data(), Load.SETTINGS)) {
            try (Load load = new Load(server, server.readAdminKey(), record, CLIENTS)) {
                load.awaitAcknowledged(SOME);

                disk.freeze();
                try {
                    Load.await(() -> load.refusals(504) + load.refusals(529) >= 2 * CLIENTS);
                } finally {
                    disk.thaw();
                }

                load.awaitAcknowledged(SOME);
                assertThat(load.refusals(504)).isPositive();
                assertThat(load.refusals().keySet()).isSubsetOf(Set.of(504, 529));
                assertThat(load.slowest()).isLessThan(DEADLINE);
            }
            endsWithEverything(server);
        }
    }

    private void immutable(String flag) throws Exception {
        Shell.run(
                "chattr",
                flag,
                data().resolve("doorward.db").toString(),
                data().resolve("doorward.db-wal").toString());
    }

    private static void refusesWritesOnly(Load load) {
        int before = load.refusals(503);
        Load.await(() -> load.refusals(503) >= before + SOME); // A log that has room in it takes a few more first.
        for (int i = 0; i < SOME; i++) {
            TestClient.Reply me = load.client().get("me");
            TestClient.Reply invites = load.client().get("invites?limit=5");
            TestClient.Reply unknown =
                    load.client().with("x-api-key", "nonsense").get("me");
            TestClient.Reply ready = load.client().get("/readyz");

            assertThat(List.of(me.status(), invites.status(), unknown.status(), ready.status()))
                    .containsExactly(200, 200, 401, 200);
        }
    }

    private static void recovers(Load load) {
        long begin = System.nanoTime();
        load.awaitAcknowledged(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(DEADLINE);
        assertThat(load.refusals().keySet()).isSubsetOf(Set.of(503));
        assertThat(load.slowest()).isLessThan(DEADLINE);
    }

    private void endsWithEverything(ServerProcess server) throws Exception {
        isComplete(record.compare(data()));
        server.kill();
        isComplete(record.compare(data()));
    }

    private static void isComplete(Acknowledged.Comparison comparison) {
        assertThat(comparison.lost()).isEmpty();
        assertThat(comparison.halfApplied()).isEmpty();
        assertThat(comparison.journal()).isEqualTo("The journal is whole.\n");
    }
}
