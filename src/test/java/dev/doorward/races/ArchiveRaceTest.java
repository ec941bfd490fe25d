package dev.doorward.races;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.App;
import dev.doorward.TestClient;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Caller;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.credentials.Minted;
import dev.doorward.journal.JournalRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No key of an archived workspace is active, and none changes after the workspace was archived (contract 5). */
class ArchiveRaceTest {
    private static final int KEYS = 7;

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();
    private final App app = doorward.app();
    private final Caller caller = app.operator(organization.id());

    @Test
    void anArchiveThatRacesWithReactivationsLeavesNoActiveKey() {
        for (int round = 0; round < Race.ROUNDS; round++) {
            String workspace = newWorkspace();
            List<Minted<ApiKey>> keys = new ArrayList<>();
            for (int i = 0; i < KEYS; i++) {
                Minted<ApiKey> minted = organization.addApiKey(workspace, "key");
                keys.add(minted);
                setStatus(minted.key().id(), "inactive");
            }

            List<Race.Outcome<TestClient.Reply>> outcomes = Race.run(
                    KEYS + 1,
                    number -> number == KEYS
                            ? archive(workspace)
                            : setStatus(keys.get(number).key().id(), "active"));

            assertThat(outcomes.getLast().result().orElseThrow().status()).isEqualTo(200);
            assertThat(statuses(workspace)).hasSize(KEYS).containsOnly("archived");
            assertThat(changesAfterTheArchive(workspace)).isZero();
            keys.forEach(key -> assertThat(statusFor(key)).isEqualTo(401));
        }
    }

    @Test
    void withoutTheLockAKeyWouldChangeAfterTheArchive() {
        String workspace = newWorkspace();
        ApiKey key = organization.addApiKey(workspace, "key").key();
        setStatus(key.id(), "inactive");

        Race.lookThenAct(
                2,
                _ -> client.get("workspaces/" + workspace)
                        .json()
                        .get("archived_at")
                        .isNull(),
                number -> number == 0 ? archive(workspace) : activateAfterTheArchive(workspace, key));

        assertThat(changesAfterTheArchive(workspace)).isEqualTo(1);
    }

    /** An active key of an open workspace is a real credential, if one without rights here: that is what 401 differs from. */
    @Test
    void aKeyOfAnOpenWorkspaceIsKnown() {
        assertThat(statusFor(organization.addApiKey(newWorkspace(), "key"))).isEqualTo(403);
    }

    private String newWorkspace() {
        return client.post("workspaces", "{\"name\":\"w\"}").at("/id");
    }

    private boolean isArchived(String workspace) {
        return client.get("workspaces/" + workspace).at("/archived_at") != null;
    }

    private TestClient.Reply archive(String workspace) {
        return client.post("workspaces/" + workspace + "/archive");
    }

    private TestClient.Reply setStatus(String key, String status) {
        return client.post("api_keys/" + key, "{\"status\":\"" + status + "\"}");
    }

    private int statusFor(Minted<ApiKey> key) {
        return client.with("x-api-key", key.secret().reveal()).get("me").status();
    }

    private List<String> statuses(String workspace) {
        List<String> statuses = new ArrayList<>();
        client.get("api_keys?limit=1000&workspace_id=" + workspace)
                .json()
                .get("data")
                .forEach(key -> statuses.add(key.get("status").stringValue()));
        return statuses;
    }

    private long changesAfterTheArchive(String workspace) {
        List<JournalRow> rows = new ArrayList<>();
        app.journal.export(app.db, caller, rows::add);
        long archived = rows.stream()
                .filter(row -> row.action().equals("workspace.archived"))
                .filter(row -> row.objectId().equals(workspace))
                .findFirst()
                .orElseThrow()
                .seq();
        return rows.stream()
                .filter(row -> row.seq() > archived)
                .filter(row -> row.action().startsWith("api_key."))
                .filter(row -> row.after().contains(workspace))
                .count();
    }

    private int activateAfterTheArchive(String workspace, ApiKey key) {
        Race.waitUntil(() -> isArchived(workspace));
        return app.db.write(organization.id(), tx -> {
            app.journal.changed(tx, caller, "api_key.updated", key, key);
            return tx.update("""
                    UPDATE api_key
                    SET status = 'active'
                    WHERE organization_id = ? AND id = ?
                    """, organization.id(), key.id());
        });
    }
}
