package dev.doorward.journal;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Scope;
import dev.doorward.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The journal over HTTP, for a collector. */
class JournalRoutesTest {
    private static final String JOURNAL = "/doorward/v1/journal";

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();

    @Test
    void aCollectorThatGoesOnFromTheLastRowMissesNone() {
        List<Long> collected = new ArrayList<>();
        long after = 0;
        for (int round = 0; round < 6; round++) {
            client.post("workspaces", "{\"name\":\"w" + round + "\"}");
            Reply page = client.get(JOURNAL + "?limit=2&after=" + after);
            page.json().at("/data").forEach(row -> collected.add(row.get("seq").asLong()));
            after = page.json().at("/last_seq").asLong();
        }
        while (true) {
            Reply page = client.get(JOURNAL + "?limit=2&after=" + after);
            page.json().at("/data").forEach(row -> collected.add(row.get("seq").asLong()));
            after = page.json().at("/last_seq").asLong();
            if (!page.json().at("/has_more").asBoolean()) {
                break;
            }
        }

        List<JournalRow> all = doorward.app()
                .db
                .read(tx -> doorward.app().journal.after(tx, doorward.app().operator(organization.id()), 0, 1_000));
        assertThat(collected).isEqualTo(all.stream().map(JournalRow::seq).toList());
    }

    @Test
    void theHeadIsTheLastRowsMac() {
        Reply page = client.get(JOURNAL + "?limit=1000");

        JsonNode last = page.json().at("/data/" + (page.json().at("/data").size() - 1));
        assertThat(page.at("/head/hash")).isEqualTo(last.get("mac").asString());
        assertThat(page.json().at("/head/seq").asLong())
                .isEqualTo(last.get("seq").asLong());
        assertThat(page.json().at("/has_more").asBoolean()).isFalse();
    }

    /** What was collected is an export, and can be verified as one. */
    @Test
    void theRowsAreThoseOfAnExport() {
        client.post("workspaces", "{\"name\":\"w\"}");
        List<String> exported = new ArrayList<>();
        doorward.app()
                .journal
                .export(
                        doorward.app().db,
                        doorward.app().operator(organization.id()),
                        row -> exported.add(Json.text(row)));

        JsonNode collected = client.get(JOURNAL + "?limit=1000").json().at("/data");

        assertThat(doorward.app()
                        .journal
                        .continuation(new Journal.Head(0, JournalRow.START), exported.stream(), _ -> {}))
                .isEqualTo(Optional.empty());
        assertThat(collected.size()).isEqualTo(exported.size());
        for (int i = 0; i < exported.size(); i++) {
            assertThat(collected.get(i).toString()).isEqualTo(exported.get(i));
        }
    }

    @Test
    void itIsNarrowedByActorObjectAndAction() {
        Reply workspace = client.post("workspaces", "{\"name\":\"w\"}");
        client.post("workspaces/" + workspace.at("/id"), "{\"name\":\"v\"}");
        String actor = client.get(JOURNAL + "?action=workspace.updated").at("/data/0/actor_id");

        Reply ofObject = client.get(JOURNAL + "?object=" + workspace.at("/id"));
        Reply ofActor = client.get(JOURNAL + "?actor=" + actor);
        Reply none = client.get(JOURNAL + "?action=nothing.happened");

        assertReply(ofObject).lists("action", List.of("workspace.created", "workspace.updated"));
        assertReply(ofActor).lists("action", List.of("workspace.created", "workspace.updated"));
        assertThat(none.json().at("/data").size()).isZero();
        assertThat(none.json().at("/last_seq").asLong())
                .isEqualTo(none.json().at("/head/seq").asLong());
    }

    @ParameterizedTest
    @CsvSource({
        "after=-1, after: must be a whole number from 0 on.",
        "after=x, after: must be a whole number from 0 on.",
        "limit=0, limit: must be a whole number from 1 to 1000.",
        "after=1&after=2, after: may be given only once."
    })
    void aWrongQueryIsRefused(String query, String message) {
        assertReply(client.get(JOURNAL + "?" + query)).isInvalid(message);
    }

    /** A collector that goes on behind the end of a database that was set back would miss what comes now. */
    @Test
    void behindTheEndIsRefusedAndAtTheEndThereIsNothingYet() {
        long head = client.get(JOURNAL).json().at("/head/seq").asLong();

        Reply atTheEnd = client.get(JOURNAL + "?after=" + head);
        Reply behind = client.get(JOURNAL + "?after=" + (head + 1));

        assertThat(atTheEnd.json().at("/data").size()).isZero();
        assertThat(atTheEnd.json().at("/last_seq").asLong()).isEqualTo(head);
        assertReply(behind).isInvalid("after: the journal ends at " + head + ".");
    }

    @Test
    void toReadIsNotEnough() {
        TestClient reading =
                client.with("x-api-key", organization.addAdminKey(Scope.READ).revealed());

        assertReply(reading.get(JOURNAL)).isRefused(403).hasMessage("This admin key lacks the scope read_journal.");
    }
}
