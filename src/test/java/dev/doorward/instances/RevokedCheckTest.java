package dev.doorward.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestDatabase;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.check.CachedFor;
import dev.doorward.check.Revocations;
import dev.doorward.credentials.Minted;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A key whose revoke one instance has answered passes at no other one any more. */
@Tag("postgres")
@Timeout(value = 1, unit = TimeUnit.HOURS)
class RevokedCheckTest {
    private static final int REVOKES = Boolean.getBoolean("doorward.long") ? 10_000 : 200;

    private static Pair pair;

    @BeforeAll
    static void start() throws Exception {
        pair = new Pair(TestDatabase.server(TestDatabase.newDatabase()).url(), Map.of());
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    private static Minted<ApiKey> mint() {
        return pair.app(0)
                .apiKeys
                .create(
                        pair.operator(0),
                        new ApiKey.Create(Optional.empty(), "key", Optional.empty(), Optional.empty()));
    }

    private static int checkAtTheOther(String key) {
        return pair.client(1, key)
                .get("/doorward/v1/check/" + pair.organizationId())
                .status();
    }

    @Test
    void noCheckSentAfterTheRevokeWasAnsweredElsewherePasses() {
        Revocations revocations =
                new Revocations(RevokedCheckTest::mint, pair.client(0), RevokedCheckTest::checkAtTheOther);

        Revocations.Outcome outcome = revocations.run(REVOKES);

        System.out.println("figure: two instances: " + outcome);
        assertThat(outcome.violations()).isZero();
    }

    @Test
    void aCacheOfOneSecondWouldBeSeen() {
        Revocations revocations = new Revocations(
                RevokedCheckTest::mint,
                pair.client(0),
                new CachedFor(Duration.ofSeconds(1), RevokedCheckTest::checkAtTheOther));

        Revocations.Outcome outcome = revocations.run(20);

        assertThat(outcome.violations()).isPositive();
    }
}
