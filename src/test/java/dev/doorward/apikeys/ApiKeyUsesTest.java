package dev.doorward.apikeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.App;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.credentials.Minted;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When keys were used last is gathered and written beside everything else. */
class ApiKeyUsesTest {
    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final App app = doorward.app();
    private final Minted<ApiKey> key = organization.addApiKey(organization.defaultWorkspaceId(), "k");

    private Instant lastUse() {
        return app.db
                .read(tx -> app.apiKeys.getUsed(tx, app.operator(organization.id()), key.id()))
                .lastUsedAt();
    }

    private void use(Instant time) {
        app.apiKeyUses.note(organization.id(), key.id(), time);
        app.apiKeyUses.flush();
    }

    @Test
    void theLatestUseCountsInWhateverOrderInstancesWriteThem() {
        Instant time = Instant.parse("2026-01-02T03:04:05.678901Z");

        use(time);
        use(time.plusSeconds(60));
        use(time.plusSeconds(30));

        assertThat(lastUse()).isEqualTo(time.plusSeconds(60));
    }

    @Test
    void everyKeyIsWrittenWhenThereAreMoreThanOneStatementTakes() {
        Instant time = Instant.parse("2026-01-02T03:04:05Z");
        List<String> ids = IntStream.range(0, 1_234)
                .mapToObj(number -> organization.id() + " " + number)
                .toList();

        ids.forEach(id -> app.apiKeyUses.note(organization.id(), id, time));
        app.apiKeyUses.flush();

        long written = app.db.read(tx -> tx.count(
                "SELECT COUNT(*) AS n FROM api_key_use WHERE organization_id = ? AND last_used_at = ?",
                organization.id(),
                time));
        assertThat(written).isEqualTo(ids.size());
    }

    @Test
    void whatIsGatheredIsWrittenWhenTheServerStops() {
        try (TestDoorward own = TestDoorward.start(Map.of())) {
            TestOrganization first = own.firstOrganization();
            Minted<ApiKey> used = first.addApiKey(first.defaultWorkspaceId(), "k");
            Instant time = own.clock().instant();
            own.app().apiKeyUses.note(first.id(), used.id(), time);

            own.app().apiKeyUses.close();

            assertThat(own.app()
                            .db
                            .read(tx -> own.app().apiKeys.getUsed(tx, own.app().operator(first.id()), used.id()))
                            .lastUsedAt())
                    .isEqualTo(time);
        }
    }

    /** Who changes a key holds its organization's lock and the key's row, for as long as that takes. */
    @Test
    @Tag("postgres")
    void aUseIsWrittenWhileTheKeysRowIsLocked() throws Exception {
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        CompletableFuture<Void> change = CompletableFuture.runAsync(() -> app.db.write(organization.id(), tx -> {
            tx.update(
                    "UPDATE api_key SET name = 'x' WHERE organization_id = ? AND id = ?", organization.id(), key.id());
            locked.countDown();
            try {
                return written.await(3, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        locked.await();

        use(Instant.parse("2026-01-02T03:04:05Z"));

        written.countDown();
        change.get();
        assertThat(lastUse()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    }
}
