package dev.doorward.properties;

import dev.doorward.access.Role;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The contract's rules about who has which role in a workspace, written down a second time, as plainly as can be: what a
 * call answers, and what is so afterwards. It shares nothing with the product but the names of the roles.
 */
final class InheritanceModel {
    private final Map<String, Role> organization = new HashMap<>();
    private final Set<String> archived = new HashSet<>();
    private final Map<Place, String> given = new HashMap<>();

    /** A user in a workspace. */
    private record Place(String workspace, String user) {}

    void join(String user, Role role) {
        organization.put(user, role);
    }

    /** Whether the operator's change of a role is allowed. */
    boolean setRole(String user, Role role) {
        if (!organization.containsKey(user) || role != Role.ADMIN && isLastAdmin(user)) {
            return false;
        }
        organization.put(user, role);
        return true;
    }

    int updateUser(String user, Role role) {
        if (role == Role.ADMIN) {
            return 400;
        }
        if (!organization.containsKey(user)) {
            return 404;
        }
        if (organization.get(user) == Role.ADMIN) {
            return 400;
        }
        organization.put(user, role);
        return 200;
    }

    int removeUser(String user) {
        if (!organization.containsKey(user)) {
            return 404;
        }
        if (organization.get(user) == Role.ADMIN) {
            return 400;
        }
        organization.remove(user);
        given.keySet().removeIf(place -> place.user().equals(user));
        return 200;
    }

    void archive(String workspace) {
        archived.add(workspace);
    }

    int add(String workspace, String user, String role) {
        if (role.equals("workspace_billing")) {
            return 400;
        }
        if (!organization.containsKey(user)) {
            return 404;
        }
        if (archived.contains(workspace)
                || organization.get(user) == Role.ADMIN
                || given.containsKey(new Place(workspace, user))) {
            return 400;
        }
        given.put(new Place(workspace, user), role);
        return 200;
    }

    int update(String workspace, String user, String role) {
        if (effective(workspace, user).isEmpty()) {
            return 404;
        }
        if (archived.contains(workspace) || organization.get(user) == Role.ADMIN) {
            return 400;
        }
        if (!role.equals("workspace_billing")) {
            given.put(new Place(workspace, user), role);
            return 200;
        }
        if (organization.get(user) != Role.BILLING) {
            return 400;
        }
        given.remove(new Place(workspace, user));
        return 200;
    }

    int remove(String workspace, String user) {
        if (effective(workspace, user).isEmpty()) {
            return 404;
        }
        if (archived.contains(workspace) || !given.containsKey(new Place(workspace, user))) {
            return 400;
        }
        given.remove(new Place(workspace, user));
        return 200;
    }

    /** The role that counts, if any. */
    Optional<String> effective(String workspace, String user) {
        if (!organization.containsKey(user)) {
            return Optional.empty();
        }
        if (organization.get(user) == Role.ADMIN) {
            return Optional.of("workspace_admin");
        }
        Optional<String> byHand = Optional.ofNullable(given.get(new Place(workspace, user)));
        return organization.get(user) == Role.BILLING ? byHand.or(() -> Optional.of("workspace_billing")) : byHand;
    }

    /** Everybody with a role in the workspace, in the order of the list. */
    Map<String, String> members(String workspace) {
        Map<String, String> members = new TreeMap<>(Comparator.reverseOrder());
        organization.keySet().forEach(user -> effective(workspace, user).ifPresent(role -> members.put(user, role)));
        return members;
    }

    private boolean isLastAdmin(String user) {
        return organization.get(user) == Role.ADMIN
                && organization.values().stream()
                                .filter(role -> role == Role.ADMIN)
                                .count()
                        == 1;
    }
}
