package dev.doorward.properties;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import tools.jackson.databind.JsonNode;

/**
 * Whoever walks a list while rows come and go sees every row that was there throughout exactly once, and no row twice
 * (contract 1.3).
 */
@AddLifecycleHook(Sizes.class)
class WalkTest {
    private enum Kind {
        ADD,
        HIDE,
        SHOW
    }

    /** One change between two pages; {@code which} says which of the rows that there are. */
    private record Change(Kind kind, int which) {}

    @Property(tries = 100)
    void everyLastingRowIsSeenExactlyOnce(
            @ForAll Walks.Listing listing,
            @ForAll boolean backwards,
            @ForAll @IntRange(min = 1, max = 4) int limit,
            @ForAll @IntRange(max = 9) int rows,
            @ForAll("changes") List<List<Change>> changes) {
        Rows walked = new Rows(Walks.of(listing));
        for (int i = 0; i < rows; i++) {
            walked.add();
        }
        walked.begin();

        List<String> seen = walk(walked, backwards, limit, changes);

        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen).containsAll(walked.lasting);
    }

    /** What the check above would say of a list that is walked by number instead of by position. */
    @Example
    void aWalkByOffsetWouldMissARow() {
        Rows walked = new Rows(Walks.of(Walks.Listing.USERS));
        for (int i = 0; i < 4; i++) {
            walked.add();
        }
        walked.begin();

        List<String> seen = new ArrayList<>(walked.all().subList(0, 2));
        walked.change(new Change(Kind.HIDE, 3));
        seen.addAll(walked.all().subList(2, walked.all().size()));

        assertThat(walked.lasting).hasSize(4);
        assertThat(seen.containsAll(walked.lasting)).isFalse();
    }

    @Provide
    Arbitrary<List<List<Change>>> changes() {
        Arbitrary<Change> change = Combinators.combine(
                        Arbitraries.of(Kind.class), Arbitraries.integers().between(0, 9))
                .as(Change::new);
        return change.list().ofMaxSize(3).list().ofMaxSize(6);
    }

    private static List<String> walk(Rows rows, boolean backwards, int limit, List<List<Change>> changes) {
        Walks walks = rows.walks;
        String separator = walks.path().contains("?") ? "&" : "?";
        String cursor = backwards ? "&before_id=" + walks.below() : "";
        List<String> seen = new ArrayList<>();
        for (int page = 0; ; page++) {
            TestClient.Reply reply = walks.client().get(walks.path() + separator + "limit=" + limit + cursor);
            assertThat(reply.status()).isEqualTo(200);
            List<String> positions = positions(reply.json(), walks.position());
            assertThat(positions).hasSizeLessThanOrEqualTo(limit).isSortedAccordingTo(Comparator.reverseOrder());
            seen.addAll(positions);
            if (!reply.json().get("has_more").booleanValue()) {
                return seen;
            }
            cursor = backwards ? "&before_id=" + reply.at("/first_id") : "&after_id=" + reply.at("/last_id");
            if (page < changes.size()) {
                changes.get(page).forEach(rows::change);
            }
        }
    }

    private static List<String> positions(JsonNode page, String field) {
        List<String> positions = new ArrayList<>();
        page.get("data").forEach(row -> positions.add(row.get(field).stringValue()));
        return positions;
    }

    /** What there is in a list, and which of it was there all the time since {@link #begin}. */
    private static final class Rows {
        private final Walks walks;
        private final List<String> shown = new ArrayList<>();
        private final List<String> hidden = new ArrayList<>();
        private final Set<String> lasting = new LinkedHashSet<>();

        private Rows(Walks walks) {
            this.walks = walks;
        }

        private void begin() {
            lasting.addAll(all());
        }

        private List<String> all() {
            return positions(walks.client().get(walks.path()).json(), walks.position());
        }

        private void add() {
            shown.add(walks.add().get());
        }

        private void change(Change change) {
            switch (change.kind()) {
                case ADD -> add();
                case HIDE -> {
                    if (!shown.isEmpty()) {
                        String id = shown.remove(change.which() % shown.size());
                        walks.hide().accept(id);
                        hidden.add(id);
                        lasting.remove(id);
                    }
                }
                case SHOW -> {
                    if (!hidden.isEmpty() && walks.canShow()) {
                        String id = hidden.remove(change.which() % hidden.size());
                        walks.show().accept(id);
                        shown.add(id);
                    }
                }
            }
        }
    }
}
