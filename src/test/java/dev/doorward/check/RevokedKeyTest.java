package dev.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A key whose revoke was answered passes nowhere any more: one instance. */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class RevokedKeyTest {
    private static final int REVOKES = Boolean.getBoolean("doorward.long") ? 10_000 : 200;

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();

    private int check(String key) {
        return new TestClient(doorward.baseUrl())
                .with("x-api-key", key)
                .get("/doorward/v1/check/" + organization.id())
                .status();
    }

    @Test
    void noCheckSentAfterTheRevokeWasAnsweredPasses() {
        Revocations revocations = new Revocations(
                () -> organization.addApiKey(organization.defaultWorkspaceId(), "k"),
                organization.client(),
                this::check);

        Revocations.Outcome outcome = revocations.run(REVOKES);

        System.out.println("figure: one instance: " + outcome);
        assertThat(outcome.violations()).isZero();
    }

    @Test
    void aCacheOfOneSecondWouldBeSeen() {
        Revocations revocations = new Revocations(
                () -> organization.addApiKey(organization.defaultWorkspaceId(), "k"),
                organization.client(),
                new CachedFor(Duration.ofSeconds(1), this::check));

        Revocations.Outcome outcome = revocations.run(20);

        assertThat(outcome.violations()).isPositive();
    }
}
