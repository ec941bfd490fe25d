import dev.doorward.Serve;
import dev.doorward.Setting;
import dev.doorward.SettingSources;
import dev.doorward.credentials.Pepper;
import dev.doorward.credentials.Secret;
import dev.doorward.db.IdKind;
import dev.doorward.db.Tx;
import dev.doorward.organization.Organizations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;

/**
 * Fills a data folder with the benchmark's organization: 50 workspaces, 100 000 members, 1 000 000 API keys.
 *
 * <p>The product itself makes the folder, so schema, pepper, organization and admin key are real; so are the ids and the
 * digests of the keys. The rows come by this program's own INSERT statements, a batch in each transaction, and the journal
 * does not name them: the lists that are measured do not read it.
 */
final class Seed {
    private static final int WORKSPACES = 50;
    private static final int MEMBERS = 100_000;
    static final int KEYS = 1_000_000;
    private static final int DEPTH = 90_000;
    private static final int BATCH = 1_000;
    private static final List<String> ROLES = List.of("user", "claude_code_user", "developer", "billing");

    private final Random random = secrets();
    private final Serve serve;
    private final Organizations.Founded founded;
    private final List<String> workspaces = new ArrayList<>();
    private final List<String> members = new ArrayList<>();

    private Seed(Serve serve) {
        this.serve = serve;
        this.founded = serve.founded().orElseThrow(() -> new IllegalStateException("the data folder is in use"));
    }

    /** Fills the data folder {@code args[0]} and notes in the properties file {@code args[1]} what the benchmark must know. */
    public static void main(String[] args) throws Exception {
        fill(Map.of(Setting.DATA, args[0]), Path.of(args[1]));
    }

    /** Fills an installation that has no organization yet. */
    static void fill(Map<Setting, String> installation, Path notes) throws Exception {
        Map<Setting, String> settings = new EnumMap<>(installation);
        settings.putAll(Map.of(Setting.PORT, "0", Setting.DRAIN_TIME, "0s"));
        try (Serve serve = new Serve(SettingSources.load(settings, Map.of(), Optional.empty()))) {
            new Seed(serve).fill(notes);
        }
    }

    /** Where the secrets come from: the same ones each time, so that whoever checks the keys can make them again. */
    static Random secrets() {
        return new Random(1);
    }

    /** The secret of the next key. */
    static Secret secret(Random random) {
        return Secret.mint("dw_key_", random);
    }

    /** Whether the key of a number is active. */
    static boolean active(int number) {
        return number % 10 != 0;
    }

    private void fill(Path notes) throws IOException {
        batches(WORKSPACES, this::workspace);
        batches(MEMBERS, this::member);
        batches(KEYS, this::key);
        Properties properties = new Properties();
        properties.setProperty("admin-key", founded.adminKey().reveal());
        properties.setProperty("deep-member", members.get(MEMBERS - DEPTH));
        properties.setProperty("workspaces", String.join(" ", workspaces));
        try (var out = Files.newBufferedWriter(notes)) {
            properties.store(out, null);
        }
    }

    @FunctionalInterface
    private interface Insert {
        void row(Tx tx, int number);
    }

    private void batches(int rows, Insert insert) {
        for (int from = 0; from < rows; from += BATCH) {
            int first = from;
            int end = Math.min(rows, from + BATCH);
            serve.app().db.write(founded.organizationId(), tx -> {
                for (int number = first; number < end; number++) {
                    insert.row(tx, number);
                }
                return null;
            });
        }
    }

    private void workspace(Tx tx, int number) {
        String id = tx.newId(IdKind.WORKSPACE);
        tx.update(
                """
                INSERT INTO workspace (organization_id, id, name, created_at, is_default, display_color, compartment_id,
                    workspace_geo, allowed_inference_geos, default_inference_geo, tags)
                SELECT organization_id, ?, ?, ?, 0, display_color, ?, workspace_geo, allowed_inference_geos,
                    default_inference_geo, tags
                FROM workspace
                WHERE organization_id = ? AND is_default = 1
                """,
                id,
                "Workspace " + number,
                tx.now(),
                tx.newUuid(),
                founded.organizationId());
        workspaces.add(id);
    }

    private void member(Tx tx, int number) {
        String id = tx.newId(IdKind.USER);
        String email = "member" + number + "@example.com";
        tx.update(
                """
                INSERT INTO member (organization_id, id, email, email_canonical, email_untagged, name, role, added_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                founded.organizationId(),
                id,
                email,
                email,
                email,
                "Member " + number,
                ROLES.get(number % ROLES.size()),
                tx.now());
        members.add(id);
    }

    private void key(Tx tx, int number) {
        Pepper pepper = serve.app().peppers.held().iterator().next();
        Secret secret = secret(random);
        tx.update(
                """
                INSERT INTO api_key (organization_id, id, workspace_id, name, status, created_at, created_by, expires_at,
                    partial_key_hint, digest, pepper)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                founded.organizationId(),
                tx.newId(IdKind.API_KEY),
                workspaces.get(number % WORKSPACES),
                "Key " + number,
                active(number) ? "active" : "inactive",
                tx.now(),
                members.get(number % MEMBERS),
                number % 5 == 0 ? tx.now().plus(Duration.ofDays(365)) : null,
                secret.hint(),
                pepper.mac(Pepper.Use.KEY, secret.reveal()),
                pepper.number());
    }
}
