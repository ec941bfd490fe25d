package dev.doorward.http;

import static dev.doorward.ReplyAssert.assertReply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestClient;
import dev.doorward.TestClient.Reply;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import dev.doorward.access.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract's section 1.3 promises of every list. */
class PagingTest {
    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();
    private final TestClient client = organization.client();

    /** Every list of the contract, with five rows in it. */
    private enum Listing {
        USERS("users?roles=user"),
        INVITES("invites?roles=user"),
        WORKSPACES("workspaces?include_default=false"),
        WORKSPACE_MEMBERS("workspaces/WORKSPACE/members?beta=true"),
        API_KEYS("api_keys?status=active");

        private final String path;

        Listing(String path) {
            this.path = path;
        }

        /** Where a row stands: what cursors name. */
        private String position() {
            return this == WORKSPACE_MEMBERS ? "user_id" : "id";
        }
    }

    /** Fills the list. Returns its path, with a query to go on with. */
    private String fill(Listing listing) {
        String workspace = listing == Listing.WORKSPACE_MEMBERS
                ? client.post("workspaces", "{\"name\":\"W\"}").at("/id")
                : "";
        for (int number = 1; number <= 5; number++) {
            add(listing, number, workspace);
        }
        if (listing == Listing.WORKSPACE_MEMBERS) {
            doorward.app().members.removeAny(doorward.app().operator(organization.id()), organization.adminUserId());
        }
        return listing.path.replace("WORKSPACE", workspace);
    }

    private void add(Listing listing, int number, String workspace) {
        String email = "member" + number + "@example.com";
        switch (listing) {
            case USERS -> organization.addMember(email, Role.USER);
            case INVITES ->
                assertReply(client.post("invites", "{\"email\":\"" + email + "\",\"role\":\"user\"}"))
                        .isOk();
            case WORKSPACES ->
                assertReply(client.post("workspaces", "{\"name\":\"W\"}")).isOk();
            case API_KEYS -> organization.addApiKey(organization.defaultWorkspaceId(), "k");
            case WORKSPACE_MEMBERS -> {
                // Inherited roles between given ones: an admin, somebody added, a billing member, and so on.
                Role role = number % 2 == 0 ? Role.USER : number == 3 ? Role.BILLING : Role.ADMIN;
                String id = organization.addMember(email, role);
                if (role == Role.USER) {
                    client.post("workspaces/" + workspace + "/members", """
                            {"user_id":"%s","workspace_role":"workspace_user"}""".formatted(id));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Listing.class)
    void aWalkForwardsGoesFromTheNewestToTheOldest(Listing listing) {
        String path = fill(listing);
        List<String> all = ids(listing, client.get(path));

        Reply first = client.get(path + "&limit=2");
        Reply second = client.get(path + "&limit=2&after_id=" + first.at("/last_id"));
        Reply third = client.get(path + "&limit=2&after_id=" + second.at("/last_id"));
        Reply beyond = client.get(path + "&limit=2&after_id=" + third.at("/last_id"));

        assertThat(all).hasSize(5).isSortedAccordingTo(Collections.reverseOrder());
        assertPage(listing, first, all.subList(0, 2), true);
        assertPage(listing, second, all.subList(2, 4), true);
        assertPage(listing, third, all.subList(4, 5), false);
        assertPage(listing, beyond, List.of(), false);
    }

    @ParameterizedTest
    @EnumSource(Listing.class)
    void aWalkBackwardsTakesTheAdjacentPageStillNewestFirst(Listing listing) {
        String path = fill(listing);
        List<String> all = ids(listing, client.get(path));

        Reply first = client.get(path + "&limit=2&before_id=" + all.getLast());
        Reply second = client.get(path + "&limit=2&before_id=" + first.at("/first_id"));
        Reply beyond = client.get(path + "&limit=2&before_id=" + second.at("/first_id"));

        assertPage(listing, first, all.subList(2, 4), true);
        assertPage(listing, second, all.subList(0, 2), false);
        assertPage(listing, beyond, List.of(), false);
    }

    @ParameterizedTest
    @EnumSource(Listing.class)
    void moreMeansMoreInTheDirectionAskedFor(Listing listing) {
        String path = fill(listing);
        List<String> all = ids(listing, client.get(path));

        assertPage(listing, client.get(path + "&limit=5"), all, false);
        assertPage(listing, client.get(path + "&limit=4"), all.subList(0, 4), true);
        assertPage(listing, client.get(path + "&after_id=" + all.get(2)), all.subList(3, 5), false);
        assertPage(listing, client.get(path + "&before_id=" + all.get(2)), all.subList(0, 2), false);
        assertPage(listing, client.get(path + "&limit=1&before_id=" + all.get(2)), all.subList(1, 2), true);
    }

    private static void assertPage(Listing listing, Reply reply, List<String> ids, boolean hasMore) {
        assertReply(reply).lists(listing.position(), ids);
        assertThat(reply.json().propertyNames()).containsExactly("data", "has_more", "first_id", "last_id");
        assertThat(reply.json().get("has_more").asBoolean()).isEqualTo(hasMore);
        if (ids.isEmpty()) {
            assertThat(reply.json().get("first_id").isNull()).isTrue();
            assertThat(reply.json().get("last_id").isNull()).isTrue();
        } else {
            assertReply(reply).has("/first_id", ids.getFirst()).has("/last_id", ids.getLast());
        }
    }

    private static List<String> ids(Listing listing, Reply reply) {
        return StreamSupport.stream(reply.json().get("data").spliterator(), false)
                .map(item -> item.get(listing.position()).asString())
                .toList();
    }

    @Test
    void aDeletedInviteStillMarksItsPosition() {
        String path = fill(Listing.INVITES);
        List<String> all = ids(Listing.INVITES, client.get(path));

        client.delete("invites/" + all.get(2));

        assertPage(Listing.INVITES, client.get(path + "&after_id=" + all.get(2)), all.subList(3, 5), false);
        assertPage(Listing.INVITES, client.get(path + "&before_id=" + all.get(2)), all.subList(0, 2), false);
    }

    @Test
    void aRemovedMemberStillMarksTheirPositionInBothLists() {
        String path = fill(Listing.WORKSPACE_MEMBERS);
        List<String> all = ids(Listing.WORKSPACE_MEMBERS, client.get(path));

        client.delete("users/" + all.get(2));

        for (String list : List.of("users?beta=true", path)) {
            Listing listing = list.startsWith("users") ? Listing.USERS : Listing.WORKSPACE_MEMBERS;
            assertPage(listing, client.get(list + "&after_id=" + all.get(2)), all.subList(3, 5), false);
            assertPage(listing, client.get(list + "&before_id=" + all.get(2)), all.subList(0, 2), false);
        }
    }

    @Test
    void anotherOrganizationsIdIsAPositionLikeAnyOther() {
        String path = fill(Listing.USERS);
        String newer = doorward.newOrganization().adminUserId();

        assertPage(Listing.USERS, client.get(path + "&after_id=" + newer), ids(Listing.USERS, client.get(path)), false);
        assertPage(Listing.USERS, client.get(path + "&before_id=" + newer), List.of(), false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWalkShowsWhateverStaysOnceWhileOthersComeAndGo(boolean backwards) {
        String path = fill(Listing.USERS);
        List<String> before = ids(Listing.USERS, client.get(path));
        String cursor = backwards ? "&before_id=" + before.getLast() : "";
        List<String> seen = new ArrayList<>(backwards ? List.of(before.getLast()) : List.of());
        String removed = before.get(2);

        for (int page = 0; page < 10; page++) {
            Reply reply = client.get(path + "&limit=1" + cursor);
            seen.addAll(ids(Listing.USERS, reply));
            if (!reply.json().get("has_more").asBoolean()) {
                break;
            }
            cursor = backwards ? "&before_id=" + reply.at("/first_id") : "&after_id=" + reply.at("/last_id");
            if (page == 1) {
                client.delete("users/" + removed);
                organization.addMember("late@example.com", Role.USER);
            }
        }

        List<String> lasting = new ArrayList<>(before);
        lasting.remove(removed);
        assertThat(seen).doesNotHaveDuplicates().containsAll(lasting);
    }
}
