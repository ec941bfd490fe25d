package dev.doorward.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.Main;
import dev.doorward.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was acknowledged is there after a power cut.
 *
 * <p>The data folder is an ext4 of its own in an image file. What the server wrote and did not sync is in the page cache of
 * that ext4 and not in the image, as on a machine it would be in memory and not on the disk: a copy of the image file, taken
 * while the server stands still, is the disk as a power cut leaves it. Killing the process alone would lose nothing of it.
 * What the copy cannot show is a disk that says "synced" and lies.
 *
 * <p>Each cut goes on with the copy that the cut before left, as a machine would.
 */
@Tag("sqlite")
class PowerCutTest {
    private static final boolean LONG = Boolean.getBoolean("doorward.long");
    private static final int CUTS = Integer.getInteger("doorward.cuts", LONG ? 50 : 2);

    /** How many cuts the control may take to lose something: one may come just after a checkpoint, which syncs at NORMAL too. */
    private static final int CUTS_OF_THE_CONTROL = 10;

    private static final int MEGABYTES = LONG ? 256 : 64;
    private static final int CLIENTS = 8;
    private static final int FEWEST = 100;
    private static final int MOST = 400;

    @TempDir
    private Path folder;

    private final Acknowledged record = new Acknowledged();
    private final Random random = new Random(seed());
    private String adminKey;

    private static long seed() {
        long seed = Long.getLong("doorward.seed", System.nanoTime());
        System.out.println("PowerCutTest: -Ddoorward.seed=" + seed);
        return seed;
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAPowerCut() throws Exception {
        Disk.image(image(), MEGABYTES);

        for (int cut = 1; cut <= CUTS; cut++) {
            cutThePower(Main.class);
            Acknowledged.Comparison after = compareWithTheDisk();

            assertThat(after.lost()).as("lost by cut " + cut).isEmpty();
            assertThat(after.halfApplied()).as("half applied by cut " + cut).isEmpty();
            assertThat(after.journal()).isEqualTo("The journal is whole.\n");
        }
        System.out.println(
                "PowerCutTest: " + CUTS + " cuts, " + record.size() + " changes acknowledged, 0 lost, 0 half applied");
    }

    /** The control: with syncs left out as SQLite does at NORMAL, this very test finds what is missing. */
    @Test
    void aServerThatSyncsLessIsFoundOut() throws Exception {
        Disk.image(image(), MEGABYTES);

        int lost = 0;
        for (int cut = 1; cut <= CUTS_OF_THE_CONTROL && lost == 0; cut++) {
            cutThePower(ForgetfulServer.class);
            lost = compareWithTheDisk().lost().size();
        }

        System.out.println("PowerCutTest: the control lost " + lost + " of " + record.size());
        assertThat(lost).isPositive();
    }

    private Path image() {
        return folder.resolve("disk.img");
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** Lets a server write for a while, cuts the power, and leaves what was on the disk in the image file. */
    private void cutThePower(Class<?> program) throws Exception {
        Path left = folder.resolve("left.img");
        try (Disk _ = Disk.mount(image(), data())) {
            ServerProcess server = new ServerProcess(data(), Load.SETTINGS, List.of(), program);
            try {
                if (adminKey == null) {
                    adminKey = server.readAdminKey();
                }
                try (Load load = new Load(server, adminKey, record, CLIENTS)) {
                    load.awaitAcknowledged(random.nextInt(FEWEST, MOST));
                    stop(server.pid());
                    copy(left);
                    server.kill();
                }
            } finally {
                server.kill();
            }
        }
        Files.move(left, image(), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Sends SIGSTOP, and waits until every thread stands still: none acknowledges anything from then on. */
    private static void stop(long process) throws IOException {
        Shell.run("kill", "-STOP", String.valueOf(process));
        Load.await(() -> threadsThatRun(process) == 0);
    }

    private static long threadsThatRun(long process) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(process), "task"))) {
            return threads.filter(thread -> !stands(thread)).count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean stands(Path thread) {
        try {
            return Files.readString(thread.resolve("stat")).contains(") T ");
        } catch (IOException _) {
            return true; // It is gone.
        }
    }

    /** Copies the image at one moment: the kernel may be writing to it by itself, and then the copy is taken anew. */
    private void copy(Path left) throws IOException {
        do {
            Shell.run("cp", "--sparse=always", image().toString(), left.toString());
        } while (!Shell.succeeds("cmp", image().toString(), left.toString()));
    }

    private Acknowledged.Comparison compareWithTheDisk() throws Exception {
        try (Disk _ = Disk.mount(image(), data())) {
            return record.compare(data());
        }
    }
}
