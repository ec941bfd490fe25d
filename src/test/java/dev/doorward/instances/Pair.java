package dev.doorward.instances;

import dev.doorward.App;
import dev.doorward.Setting;
import dev.doorward.TestClient;
import dev.doorward.access.Caller;
import dev.doorward.organization.Organizations;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** Two instances on one database, with an organization to try things in; what is numbered takes turns between them. */
final class Pair implements AutoCloseable {
    private final String url;
    private final Instance first;
    private final Instance second;
    private final Organizations.Founded founded;

    Pair(String url, Map<Setting, String> settings) throws Exception {
        this.url = url;
        this.first = new Instance(url, settings);
        this.second = new Instance(url, settings);
        this.founded = first.app().organizations.found("test", first.app().newRequestId(), "Pair", "root@example.com");
    }

    App app(int number) {
        return instance(number).app();
    }

    Instance instance(int number) {
        return number % 2 == 0 ? first : second;
    }

    TestClient client(int number) {
        return client(number, founded.adminKey().reveal());
    }

    TestClient client(int number, String key) {
        return instance(number).client(key);
    }

    Caller.Operator operator(int number) {
        return app(number).operator(organizationId());
    }

    String organizationId() {
        return founded.organizationId();
    }

    String adminUserId() {
        return founded.adminUserId();
    }

    String defaultWorkspaceId() {
        return founded.defaultWorkspaceId();
    }

    /** The number that a statement with one column selects, past the product. */
    long count(String sql, String... parameters) {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
