package dev.doorward.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.Sleeper;
import com.anthropic.errors.AnthropicException;
import com.anthropic.models.organization.invites.InviteCreateParams;
import com.anthropic.models.organization.workspaces.NoBillingWorkspaceRole;
import com.anthropic.models.organization.workspaces.WorkspaceCreateParams;
import com.anthropic.models.organization.workspaces.members.MemberAddParams;
import com.anthropic.services.blocking.OrganizationService;
import dev.doorward.Setting;
import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The official SDK over a network that loses three answers in ten after the change was made. */
class LostAnswersTest {
    private static final int CREATES = Boolean.getBoolean("doorward.long") ? 1_000 : 20;
    private static final double LOST = 0.3;
    private static final int RETRIES = 30; // Two, as by default, would lose all three answers once in 37 requests.

    @Test
    void everyCreateSucceedsAndMakesOneThing() {
        Outcome outcome = create("15m");

        assertThat(outcome.refused()).isZero();
        assertThat(outcome.made()).isEqualTo(3 * CREATES);
        assertThat(outcome.workspaces()).isEqualTo(CREATES);
        assertThat(outcome.invites()).isEqualTo(CREATES);
        assertThat(outcome.members()).isEqualTo(CREATES);
        assertThat(outcome.lost()).isPositive();
    }

    @Test
    void withoutTheRuleThereWouldBeDuplicatesAndRefusals() {
        Outcome outcome = create("0");

        assertThat(outcome.workspaces()).isGreaterThan(CREATES);
        assertThat(outcome.refused()).isPositive();
    }

    /** What the client saw, what is there now, and how many answers were lost. */
    private record Outcome(int made, int refused, int workspaces, int invites, int members, int lost) {}

    private static Outcome create(String window) {
        long seed = System.nanoTime();
        System.out.println("LostAnswersTest seed " + seed);
        try (TestDoorward doorward =
                        TestDoorward.start(Map.of(Setting.RETRY_WINDOW, window, Setting.MAX_WORKSPACES, "100000"));
                LosingProxy proxy = new LosingProxy(doorward.baseUrl(), LOST, seed)) {
            TestOrganization organization = doorward.firstOrganization();
            TestClient client = organization.client();
            String team = client.post("workspaces", "{\"name\":\"Team\"}").at("/id");
            List<String> users = IntStream.range(0, CREATES)
                    .mapToObj(i -> organization.addMember("member" + i + "@example.com", Role.USER))
                    .toList();
            OrganizationService sdk = sdk(doorward, organization, proxy).organization();
            int made = 0;
            for (int i = 0; i < CREATES; i++) {
                int number = i;
                made += succeeds(() -> sdk.workspaces()
                        .create(WorkspaceCreateParams.builder()
                                .name("workspace " + number)
                                .build()));
                made += succeeds(() -> sdk.invites()
                        .create(InviteCreateParams.builder()
                                .email("invited" + number + "@example.com")
                                .role(InviteCreateParams.Role.DEVELOPER)
                                .build()));
                made += succeeds(() -> sdk.workspaces()
                        .members()
                        .add(
                                team,
                                MemberAddParams.builder()
                                        .userId(users.get(number))
                                        .workspaceRole(NoBillingWorkspaceRole.WORKSPACE_DEVELOPER)
                                        .build()));
            }
            return new Outcome(
                    made,
                    3 * CREATES - made,
                    count(client, "workspaces") - 1, // The team's own.
                    count(client, "invites"),
                    count(client, "workspaces/" + team + "/members") - 1, // The admin's, inherited.
                    proxy.lost());
        }
    }

    private static AnthropicClient sdk(TestDoorward doorward, TestOrganization organization, LosingProxy proxy) {
        return Sdk.builder(doorward)
                .baseUrl(proxy.url())
                .authToken(organization.adminKey())
                .maxRetries(RETRIES)
                .sleeper(new NoSleep())
                .build();
    }

    private static int succeeds(Runnable create) {
        try {
            create.run();
            return 1;
        } catch (AnthropicException _) {
            return 0;
        }
    }

    private static int count(TestClient client, String list) {
        int count = 0;
        String after = "";
        while (true) {
            TestClient.Reply page = client.get(list + "?limit=1000" + after);
            count += page.json().at("/data").size();
            if (!page.json().at("/has_more").asBoolean()) {
                return count;
            }
            after = "&after_id=" + page.at("/last_id");
        }
    }

    /** The pause between attempts is for the server's sake, and nobody else needs it here. */
    private static final class NoSleep implements Sleeper {
        @Override
        public void sleep(Duration duration) {}

        @Override
        public CompletableFuture<Void> sleepAsync(Duration duration) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}
    }
}
