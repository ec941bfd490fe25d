package dev.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.access.Scope;
import dev.doorward.http.Route;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who may do what, as one table that a person reads: {@code policy.txt}. */
class PolicyTest {
    private static final String FILE = "policy.txt";
    private static final String FORMAT = "%-26s%-6s%-9s%-12s%-10s%-12s%-14s%-7s%-9s%-18s%-10s";

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();

    @Test
    void everyCellIsAsItWasAccepted() {
        StringBuilder table = new StringBuilder();
        table.append(
                "Who may do what. The first seven columns are admin keys with that scope alone, or with every one.\n\n");
        table.append(line("", callers().keySet().toArray()));
        for (Action action : Action.values()) {
            Object[] cells = callers().values().stream()
                    .map(caller -> action.permits(caller) ? "yes" : "-")
                    .toArray();
            table.append(line(action, cells));
        }
        table.append("\nWhich of them each endpoint is.\n\n");
        doorward.app()
                .routes()
                .forEach(route -> table.append(String.format(
                        "%-8s%-62s%s%n",
                        route.method(),
                        route.path(),
                        action(route).map(Action::toString).orElseGet(() -> withoutAction(route)))));

        GoldenFile.compare(FILE, table.toString());
    }

    private static String line(Object first, Object... cells) {
        Object[] all = new Object[cells.length + 1];
        all[0] = first;
        System.arraycopy(cells, 0, all, 1, cells.length);
        return String.format(FORMAT, all).stripTrailing() + "\n";
    }

    private static Map<String, Caller> callers() {
        Map<String, Caller> callers = new LinkedHashMap<>();
        for (Scope scope : Scope.values()) {
            callers.put(scope.toString(), new Caller.AdminKey("o", "k", Set.of(scope), Optional.empty(), "r"));
        }
        callers.put("every", new Caller.AdminKey("o", "k", EnumSet.allOf(Scope.class), Optional.empty(), "r"));
        callers.put("API key", new Caller.ApiKey("o", "k", "r"));
        callers.put("check credential", new Caller.CheckCredential("o", "k", "r"));
        callers.put("operator", new Caller.Operator("o", "u", "r"));
        return callers;
    }

    @Test
    void everyCellThatHttpReachesIsKept() {
        Map<String, TestClient> clients = clients();
        Map<String, Boolean> expected = new TreeMap<>();
        Map<String, Boolean> found = new TreeMap<>();
        for (Route route : doorward.app().routes()) {
            Optional<Action> action = action(route);
            if (action.isPresent()) {
                String path = RoutePath.fill(route, RoutePath::unknown);
                clients.forEach((name, client) -> {
                    String cell = route.method() + " " + route.path() + " by " + name;
                    int status = client.send(route.method(), path, null).status();
                    assertThat(status).as(cell).isIn(200, 400, 403, 404);
                    expected.put(cell, action.get().permits(callers().get(name)));
                    found.put(cell, status != 403);
                });
            }
        }

        assertThat(found).isEqualTo(expected);
    }

    private Map<String, TestClient> clients() {
        Map<String, TestClient> clients = new LinkedHashMap<>();
        for (Scope scope : Scope.values()) {
            clients.put(
                    scope.toString(),
                    client(organization.addAdminKey(scope).secret().reveal()));
        }
        clients.put("every", client(organization.addAdminKey().secret().reveal()));
        clients.put(
                "API key",
                client(organization
                        .addApiKey(organization.defaultWorkspaceId(), "k")
                        .secret()
                        .reveal()));
        clients.put("check credential", client(organization.addCheckCredential().revealed()));
        return clients;
    }

    private TestClient client(String key) {
        return new TestClient(doorward.baseUrl()).with("x-api-key", key);
    }

    @Test
    void everyActionButTheOperatorsIsReachedByARoute() {
        Set<Action> reached = doorward.app().routes().stream()
                .map(PolicyTest::action)
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(TreeSet::new));

        Set<Action> all = Arrays.stream(Action.values()).collect(Collectors.toCollection(TreeSet::new));
        all.remove(Action.OPERATE);
        assertThat(reached).isEqualTo(all);
    }

    private static String withoutAction(Route route) {
        return route instanceof Route.Gate ? "whoever presents the API key in question" : "open to everybody";
    }

    private static Optional<Action> action(Route route) {
        return switch (route) {
            case Route.Read read -> Optional.of(read.action());
            case Route.Write write -> Optional.of(write.action());
            case Route.Ask ask -> Optional.of(ask.action());
            case Route.Open _, Route.Gate _ -> Optional.empty();
        };
    }
}
