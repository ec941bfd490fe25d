package dev.doorward.instances;

import dev.doorward.App;
import dev.doorward.Serve;
import dev.doorward.Setting;
import dev.doorward.SettingSources;
import dev.doorward.TestClient;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** One instance of the product in this process, on a database that others use too. Ends at once when it is closed. */
final class Instance implements AutoCloseable {
    static final String PEPPER = "1:" + "A".repeat(43);

    private final Serve serve;

    Instance(String url) throws Exception {
        this(url, Map.of());
    }

    Instance(String url, Map<Setting, String> more) throws Exception {
        Map<Setting, String> settings = new EnumMap<>(Map.of(
                Setting.DATA,
                Files.createTempDirectory("instance").toString(),
                Setting.DATABASE_URL,
                url,
                Setting.PEPPER,
                PEPPER,
                Setting.PORT,
                "0",
                Setting.MAX_WORKSPACES,
                "1000000",
                Setting.DRAIN_TIME,
                "0s"));
        settings.putAll(more);
        this.serve = new Serve(SettingSources.load(settings, Map.of(), Optional.empty()));
    }

    App app() {
        return serve.app();
    }

    String baseUrl() {
        return serve.baseUrl();
    }

    /** The admin key, where this instance made the first organization. */
    Optional<String> adminKey() {
        return serve.founded().map(founded -> founded.adminKey().reveal());
    }

    TestClient client(String key) {
        return new TestClient(baseUrl()).with("x-api-key", key);
    }

    String organizationId() {
        return app().db.read(app().organizations::list).getFirst().id();
    }

    @Override
    public void close() {
        serve.close();
    }
}
