package dev.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.ServerProcess;
import dev.doorward.TestClient;
import dev.doorward.credentials.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Backups and restores, whatever the database: each subclass brings one. */
abstract class BackupScenes extends BackupPlaces {
    private static final boolean LONG = Boolean.getBoolean("doorward.long");
    private static final int CLIENTS = 4;

    @Test
    void aBackupUnderLoadHoldsAllThatWasAnsweredBeforeItAndNothingHalf() throws Exception {
        TestCli cli = installed();
        String key = cli.run("admin-keys", "create", "--name", "load", "--json").at("/key");
        Queue<String> sent = new ConcurrentLinkedQueue<>();
        Queue<String> answered = new ConcurrentLinkedQueue<>();
        Semaphore progress = new Semaphore(0);
        try (ServerProcess server = serve(cli)) {
            TestClient client = client(server, key);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String name = "client-" + i + "-";
                threads.add(Thread.ofPlatform().start(() -> write(client, name, sent, answered, progress)));
            }
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            int rounds = 0;
            for (int round = 0; LONG ? System.nanoTime() < end : round < 2; round++, rounds++) {
                assertThat(progress.tryAcquire(40, 60, TimeUnit.SECONDS)).isTrue();
                Set<String> before = new TreeSet<>(answered);
                Path file = backup(cli, "backup-" + round);
                Set<String> after = new TreeSet<>(sent);
                compare(restored(cli, file, "restored-" + round), before, after);
            }
            System.out.println(rounds + " backups under load, " + answered.size() + " changes answered");
            threads.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static void write(
            TestClient client, String name, Queue<String> sent, Queue<String> answered, Semaphore progress) {
        for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
            String workspace = name + i;
            sent.add(workspace);
            try {
                if (client.post("workspaces", "{\"name\":\"" + workspace + "\"}")
                                .status()
                        == 200) {
                    answered.add(workspace);
                    progress.release();
                }
            } catch (IllegalStateException _) {
                return; // Interrupted: the load is over.
            }
        }
    }

    private static void compare(TestCli restored, Set<String> before, Set<String> after) {
        Set<String> found = new TreeSet<>();
        restored.run("workspaces", "list", "--json")
                .json()
                .forEach(workspace -> found.add(workspace.at("/name").asString()));
        found.remove("Default");

        assertThat(before).isNotEmpty();
        assertThat(found).containsAll(before);
        assertThat(after).containsAll(found);
        assertThat(restored.run("verify").out()).isEqualTo("Everything is whole.\n");
        assertThat(restored.run("journal", "list", "--json").json().size()).isEqualTo(found.size() + 5);
    }

    @Test
    void everyCredentialOfARestoredBackupIsRefusedUntilItIsAccepted() throws Exception {
        TestCli cli = installed();
        String adminKey =
                cli.run("admin-keys", "create", "--name", "x", "--json").at("/key");
        String apiKey = cli.run("api-keys", "create", "--workspace", "default", "--name", "x", "--json")
                .at("/key");
        String unknown = Secret.mint("dw_adm_", new Random(1)).reveal();
        TestCli restored = restored(cli, backup(cli, "backup"), "restored");
        try (ServerProcess server = serve(restored)) {
            List<TestClient.Reply> refused = Stream.of(adminKey, apiKey, unknown)
                    .map(key -> client(server, key).get("me"))
                    .toList();
            TestClient.Reply written = client(server, adminKey).post("workspaces", "{\"name\":\"x\"}");
            TestClient.Reply ready = client(server, adminKey).get("/readyz");
            TestCli.Result asked = restored.run("restore", "--accept");
            TestCli.Result accepted = restored.run("restore", "--accept", "--yes");
            TestClient.Reply good = client(server, adminKey).get("me");

            assertThat(refused).allSatisfy(reply -> {
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.at("/error/type")).isEqualTo("api_error");
                assertThat(reply.header("x-should-retry")).isEqualTo("false");
            });
            assertThat(written.status()).isEqualTo(503);
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.at("/error/message")).contains("restored");
            assertThat(asked.exit()).isEqualTo(1);
            assertThat(asked.err()).contains("--yes");
            assertThat(asked.out()).contains("admin keys: 2", "active API keys: 1", "members: 1", "last change: ");
            assertThat(accepted.exit()).isZero();
            assertThat(good.status()).isEqualTo(200);
            assertThat(client(server, apiKey).get("me").status()).isEqualTo(403);
            assertThat(client(server, adminKey).get("/readyz").status()).isEqualTo(200);
            assertThat(restored.run("restore", "--accept", "--yes").err()).contains("not marked");
        }
    }

    @Test
    void whatWasTakenAwayAfterTheBackupComesAliveOnlyWithoutTheNewerJournal() throws Exception {
        TestCli cli = installed();
        AfterTheBackup after = new AfterTheBackup(cli);
        Path file = backup(cli, "backup");
        after.takeAway();
        Path export = Files.writeString(
                folder.resolve("journal"), cli.run("journal", "export").out());

        TestCli without = restored(cli, file, "without");
        TestCli with = restored(cli, file, "with");
        TestCli.Result blind = without.run("restore", "--accept", "--yes");
        TestCli.Result once = with.run("restore", "--accept", "--journal", export.toString());
        TestCli.Result again = with.run("restore", "--accept", "--journal", export.toString(), "--yes");

        after.expectAlive(blind.out());
        after.expectDone(once.out());
        after.expectGone(again.out());
        assertThat(once.exit()).isEqualTo(1);
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.out()).contains(": 0 taken away");
        assertThat(with.run("verify").exit()).isZero();
        assertThat(with.run("journal", "list").out()).contains("operator ");
        try (ServerProcess server = serve(without)) {
            assertThat(after.passing(server, "revoked check credential")).hasSize(7);
        }
        try (ServerProcess server = serve(with)) {
            assertThat(after.passing(server, "revoked check credential")).isEmpty();
            assertThat(after.passing(server, "check credential"))
                    .containsExactlyInAnyOrder("toggled key", "rotating key");
        }
    }

    @Test
    void aJournalThatDoesNotContinueTheRestoredOneChangesNothing() throws Exception {
        TestCli cli = installed();
        String older = cli.run("journal", "export").out();
        String id = cli.run("admin-keys", "create", "--name", "x", "--json").at("/id");
        Path file = backup(cli, "backup");
        cli.run("admin-keys", "revoke", id);
        String newer = cli.run("journal", "export").out();
        TestCli restored = restored(cli, file, "restored");
        String head = restored.run("journal", "head").out();

        List<String> exports = List.of(
                older,
                newer.replace("\"name\":\"x\"", "\"name\":\"y\""),
                newer.lines().skip(1).reduce("", (one, line) -> one + line + "\n"),
                newer.replace("\"seq\":3", "\"seq\":4"),
                newer.substring(0, newer.length() - 40),
                "",
                "{}");
        for (String export : exports) {
            Path wrong = Files.writeString(folder.resolve("wrong"), export);
            TestCli.Result result = restored.run("restore", "--accept", "--yes", "--journal", wrong.toString());
            assertThat(result.exit()).as(export).isEqualTo(1);
            assertThat(result.err().lines()).hasSize(1);
        }

        assertThat(restored.run("journal", "head").out()).isEqualTo(head);
        Path right = Files.writeString(folder.resolve("right"), newer);
        assertThat(restored.run("restore", "--accept", "--yes", "--journal", right.toString())
                        .out())
                .contains("admin key " + id + " is revoked");
    }

    @Test
    void aRestoreWithTheWrongPepperOrWithoutOneLeavesNothing() throws Exception {
        TestCli cli = installed();
        Path file = backup(cli, "backup");
        String other = new TestCli(folder.resolve("other")).run("pepper", "new").out();

        TestCli place = place("restored");
        TestCli.Result without = place.run("restore", file.toString());
        TestCli.Result wrong = place.with("DOORWARD_PEPPER", other.strip()).run("restore", file.toString());

        assertThat(without.exit()).isEqualTo(1);
        assertThat(without.err()).contains("cannot read the pepper");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).contains("pepper 1 is not").hasLineCount(1);
        assertThat(place.data()).doesNotExist();
        copyPepper(cli, place);
        assertThat(place.run("restore", file.toString()).exit()).isZero();
    }

    @Test
    void aBackupThatWasCutOffIsRefusedAndLeavesNothing() throws Exception {
        TestCli cli = installed();
        byte[] whole = Files.readAllBytes(backup(cli, "backup"));
        TestCli place = place("restored");
        String pepper = Files.readString(cli.data().resolve("pepper")).strip();

        for (int length : List.of(0, 10, 100, 4_096, whole.length / 2, whole.length - 4_096, whole.length - 1)) {
            Path cut = folder.resolve("cut");
            Files.write(cut, Arrays.copyOf(whole, length));
            TestCli.Result result = place.with("DOORWARD_PEPPER", pepper).run("restore", cut.toString());

            assertThat(result.exit()).as("cut after " + length).isEqualTo(1);
            assertThat(result.err().lines()).as("cut after " + length).hasSize(1);
            assertThat(place.data()).doesNotExist();
        }
        Files.write(folder.resolve("cut"), whole, StandardOpenOption.TRUNCATE_EXISTING);
        assertThat(place.with("DOORWARD_PEPPER", pepper)
                        .run("restore", folder.resolve("cut").toString())
                        .exit())
                .isZero();
    }

    @Test
    void aBackupIsForItsOwnerOnlyAndNeverOverwritesAndItsPepperIsElsewhere() throws Exception {
        TestCli cli = installed();

        Path file = backup(cli, "backup");
        TestCli.Result again = cli.run("backup", file.toString());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("never overwrites");
        assertThat(cli.run("backup", folder.resolve("other").toString()).err())
                .contains("pepper is not in this backup");
        String secret = Files.readString(cli.data().resolve("pepper")).strip().replaceFirst(".*:", "");
        assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(secret);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith(".backup") || name.startsWith(".other"));
        }
    }

    @Test
    void aRestoreRefusesAPlaceThatIsInUse() throws Exception {
        TestCli cli = installed();
        Path file = backup(cli, "backup");
        String head = cli.run("journal", "head").out();

        TestCli.Result result = cli.run("restore", file.toString());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(cli.run("journal", "head").out()).isEqualTo(head);
        assertThat(cli.run("restore", "--accept", "--yes").err()).contains("not marked");
    }

    @Test
    void aDatabaseThatWasRestoredByOtherMeansIsHeldBackOnceItIsMarked() throws Exception {
        TestCli cli = installed();
        String key = cli.run("admin-keys", "create", "--name", "x", "--json").at("/key");
        try (ServerProcess server = serve(cli)) {
            int before = client(server, key).get("me").status();
            cli.run("restore", "--mark");
            int marked = client(server, key).get("me").status();

            assertThat(before).isEqualTo(200);
            assertThat(marked).isEqualTo(503);
            assertThat(cli.run("restore", "--accept", "--yes").exit()).isZero();
            assertThat(client(server, key).get("me").status()).isEqualTo(200);
        }
    }
}
