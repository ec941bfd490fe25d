package dev.doorward.retries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.journal.JournalRow;
import java.util.ArrayList;
import java.util.List;

/** What tests of retries say again and again. */
final class Sending {
    private Sending() {}

    /** The client as an SDK is at its first attempt (0) and at those after it. */
    static TestClient attempt(TestClient client, int count) {
        return client.with("x-stainless-retry-count", String.valueOf(count));
    }

    /** The client with an idempotency key. */
    static TestClient keyed(TestClient client, String key) {
        return client.with("idempotency-key", key);
    }

    /** A first answer again: the same body under a request id of its own, and marked. */
    static void assertReplayOf(Reply first, Reply again) {
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(first.header("idempotent-replayed")).isNull();
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("idempotent-replayed")).isEqualTo("true");
        assertThat(again.header("request-id")).isNotEqualTo(first.header("request-id"));
    }

    /** An answer that came of running the request. */
    static Reply assertRun(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.header("idempotent-replayed")).isNull();
        return reply;
    }

    static int count(TestClient client, String list) {
        return client.get(list + "?limit=1000").json().at("/data").size();
    }

    static List<JournalRow> journal(TestDoorward doorward, TestOrganization organization) {
        List<JournalRow> rows = new ArrayList<>();
        doorward.app().journal.export(doorward.app().db, doorward.app().operator(organization.id()), rows::add);
        return rows;
    }
}
