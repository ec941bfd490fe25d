package dev.doorward;

import dev.doorward.apikeys.ApiKeys;
import dev.doorward.credentials.Peppers;
import dev.doorward.credentials.Prefixes;
import dev.doorward.db.Location;
import dev.doorward.errors.ApiError;
import dev.doorward.http.Text;
import dev.doorward.http.TlsFiles;
import dev.doorward.invites.Invites;
import dev.doorward.members.Email;
import dev.doorward.organization.Organization;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The settings in force, all of them checked. {@link SettingSources} says where they come from. */
public final class Settings {
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(4); // With 5 s for requests under way, below 10 s.
    private static final Duration LONGEST_CHECK_MAX_AGE = Duration.ofHours(1);
    private static final Duration LONGEST_RETRY_WINDOW = Duration.ofHours(24);

    private final SettingValues values;

    /** Throws {@link InvalidSetting} for the first value that cannot be used; what is left out has its default. */
    Settings(Map<Setting, String> values) {
        this.values = new SettingValues(values);
        checkAll();
    }

    /** The same settings but for these. */
    Settings with(Map<Setting, String> others) {
        return new Settings(values.with(others));
    }

    /** Whether somebody set it; otherwise its fallback is in force. */
    boolean isSet(Setting setting) {
        return values.has(setting);
    }

    /** A value as it may be shown: neither a secret nor a URL's parameters, which may hold one. */
    String shown(Setting setting) {
        String value = setting == Setting.DATABASE_URL
                ? values.text(setting).replaceFirst("\\?.*", "?…")
                : values.text(setting);
        return setting.secret() ? "(secret)" : value;
    }

    private void checkAll() {
        if (values.text(Setting.DATA).isBlank()) {
            throw values.invalid(
                    Setting.DATA, "must name a folder"); // Or the current one would become the data folder.
        }
        host();
        port();
        metricsHost();
        metricsPort();
        tls();
        publicUrl();
        jsonLog();
        drainTime();
        maxConnections();
        rateLimit();
        versionHeaderRequired();
        retryWindow();
        checkMaxAge();
        maxWorkspaces();
        inviteLimits();
        apiKeyLimits();
        maxWorkspaceMembers();
        database();
        try {
            prefixes();
            pepper().ifPresent(Peppers::requireForm);
            Text.name(Setting.ORGANIZATION.key(), organization(), Organization.LONGEST_NAME);
            Email.parse(Setting.ADMIN_EMAIL.key(), adminEmail());
        } catch (IllegalArgumentException | ApiError e) {
            throw new InvalidSetting(e.getMessage());
        }
    }

    /** The data folder. */
    public Path data() {
        return Path.of(values.text(Setting.DATA)).toAbsolutePath().normalize();
    }

    /** The address to listen on. */
    public String host() {
        return values.address(Setting.HOST);
    }

    /** The address of the metrics. */
    public String metricsHost() {
        return values.address(Setting.METRICS_HOST);
    }

    /** The port of the metrics, 0 for a free one; nothing where none are wanted. */
    public OptionalInt metricsPort() {
        return values.number(Setting.METRICS_PORT, 0, 65_535);
    }

    /** The PostgreSQL server to use; nothing where SQLite is. */
    public Optional<Location.Server> database() {
        int connections = values.required(Setting.DATABASE_CONNECTIONS, 3, 10_000);
        String url = values.text(Setting.DATABASE_URL);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (!url.startsWith("jdbc:postgresql:")) {
            // The value is not shown: it may hold a password.
            throw new InvalidSetting(Setting.DATABASE_URL.key() + ": must begin with jdbc:postgresql:");
        }
        return Optional.of(new Location.Server(
                url, values.given(Setting.DATABASE_USER), values.given(Setting.DATABASE_PASSWORD), connections));
    }

    /** Whether the address is reached from this machine only. */
    public boolean loopback() {
        return InetAddress.ofLiteral(host()).isLoopbackAddress();
    }

    /** The port to listen on; 0 for a free one. */
    public int port() {
        return values.required(Setting.PORT, 0, 65_535);
    }

    /** Where the certificate for HTTPS is; nothing where it is plain HTTP. What is in the files is not looked at. */
    public Optional<TlsFiles> tls() {
        Optional<Path> certificate = values.given(Setting.TLS_CERT).map(Path::of);
        Optional<Path> key = values.given(Setting.TLS_KEY).map(Path::of);
        if (certificate.isPresent() != key.isPresent()) {
            throw new InvalidSetting(
                    Setting.TLS_CERT.key() + " and " + Setting.TLS_KEY.key() + ": both must be set, or neither");
        }
        return certificate.map(file -> new TlsFiles(file, key.orElseThrow()));
    }

    /** The address under which people reach the installation, without a slash at its end. */
    public Optional<String> publicUrl() {
        String text = values.text(Setting.PUBLIC_URL);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(text);
            boolean plain = uri.getUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null && plain) {
                return Optional.of(text.replaceAll("/+$", ""));
            }
        } catch (IllegalArgumentException _) {
            // Not a URI at all: refused below like one of a wrong kind.
        }
        throw values.invalid(Setting.PUBLIC_URL, "must be an http or https address without query");
    }

    /** The first organization's name. */
    public String organization() {
        return values.text(Setting.ORGANIZATION);
    }

    /** The first admin's address. */
    public String adminEmail() {
        return values.text(Setting.ADMIN_EMAIL);
    }

    /** Whether the log is JSON, one object a line. */
    public boolean jsonLog() {
        return switch (values.text(Setting.LOG_FORMAT)) {
            case "text" -> false;
            case "json" -> true;
            default -> throw values.invalid(Setting.LOG_FORMAT, "must be text or json");
        };
    }

    /** How long to go on serving after SIGTERM. */
    public Duration drainTime() {
        Duration time = values.duration(Setting.DRAIN_TIME);
        if (time.compareTo(LONGEST_DRAIN) > 0) {
            throw values.invalid(Setting.DRAIN_TIME, "must be at most " + LONGEST_DRAIN.toSeconds() + "s");
        }
        return time;
    }

    /** How many connections may be open at once. */
    public int maxConnections() {
        return values.required(Setting.MAX_CONNECTIONS, 1, 1_000_000);
    }

    /** How many reads and creations a credential may send to this instance in a minute; nothing where all may pass. */
    public OptionalInt rateLimit() {
        return values.number(Setting.RATE_LIMIT, 1, 100_000);
    }

    /** Whether a request without {@code anthropic-version} is refused. */
    public boolean versionHeaderRequired() {
        return values.flag(Setting.REQUIRE_VERSION_HEADER);
    }

    /** How long a create or delete that is sent again gets the first answer; zero for never. */
    public Duration retryWindow() {
        Duration window = values.duration(Setting.RETRY_WINDOW);
        if (window.compareTo(LONGEST_RETRY_WINDOW) > 0) {
            throw values.invalid(Setting.RETRY_WINDOW, "must be at most " + LONGEST_RETRY_WINDOW.toHours() + "h");
        }
        return window;
    }

    /** How long a gateway may go by a check that let a key pass; zero for not at all. */
    public Duration checkMaxAge() {
        Duration age = values.duration(Setting.CHECK_MAX_AGE);
        if (age.compareTo(LONGEST_CHECK_MAX_AGE) > 0) {
            throw values.invalid(Setting.CHECK_MAX_AGE, "must be at most " + LONGEST_CHECK_MAX_AGE.toHours() + "h");
        }
        return age;
    }

    /** What new secrets begin with. */
    public Prefixes prefixes() {
        return new Prefixes(
                values.text(Setting.API_KEY_PREFIX),
                values.text(Setting.ADMIN_KEY_PREFIX),
                values.text(Setting.CHECK_CREDENTIAL_PREFIX));
    }

    /** How many workspaces that are not archived an organization may have. */
    public int maxWorkspaces() {
        return values.required(Setting.MAX_WORKSPACES, 0, Integer.MAX_VALUE);
    }

    /** How many roles may be given by hand in a workspace. */
    public OptionalInt maxWorkspaceMembers() {
        return values.number(Setting.MAX_WORKSPACE_MEMBERS, 0, Integer.MAX_VALUE);
    }

    /** Who may be invited. */
    public Invites.Limits inviteLimits() {
        try {
            List<String> domains = Arrays.stream(
                            values.text(Setting.ALLOWED_EMAIL_DOMAINS).split(","))
                    .map(String::strip)
                    .filter(domain -> !domain.isEmpty())
                    .map(domain -> Email.domain(Setting.ALLOWED_EMAIL_DOMAINS.key(), domain))
                    .toList();
            return new Invites.Limits(domains, values.number(Setting.MAX_MEMBERS, 0, Integer.MAX_VALUE));
        } catch (ApiError _) {
            throw values.invalid(Setting.ALLOWED_EMAIL_DOMAINS, "must be domains, separated by commas");
        }
    }

    /** How many API keys may be active. */
    public ApiKeys.Limits apiKeyLimits() {
        return new ApiKeys.Limits(
                values.number(Setting.MAX_API_KEYS, 0, Integer.MAX_VALUE),
                values.number(Setting.MAX_WORKSPACE_API_KEYS, 0, Integer.MAX_VALUE));
    }

    /** The text of the peppers, when it does not come from the data folder's file. */
    public Optional<String> pepper() {
        return values.given(Setting.PEPPER);
    }
}
