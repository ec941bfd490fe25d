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
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings in force, all of them checked. {@link SettingSources} says where they come from. */
public final class Settings {
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(4); // With 5 s for requests under way, below 10 s.
    private static final Duration LONGEST_RETRY_WINDOW = Duration.ofHours(24);
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m|h|d)");

    private final Map<Setting, String> values;

    /** Throws {@link Invalid} for the first value that cannot be used; what is left out has its default. */
    Settings(Map<Setting, String> values) {
        this.values = values;
        checkAll();
    }

    /** A setting that cannot be used: one line for the operator, and exit code 2. */
    public static final class Invalid extends RuntimeException {
        public Invalid(String line) {
            super(line, null, false, false);
        }
    }

    /** The same settings but for these. */
    Settings with(Map<Setting, String> others) {
        Map<Setting, String> all = new EnumMap<>(Setting.class);
        all.putAll(values);
        all.putAll(others);
        return new Settings(all);
    }

    /** Whether somebody set it; otherwise its fallback is in force. */
    boolean isSet(Setting setting) {
        return values.containsKey(setting);
    }

    /** A value as it may be shown: neither a secret nor a URL's parameters, which may hold one. */
    String shown(Setting setting) {
        String value = setting == Setting.DATABASE_URL ? text(setting).replaceFirst("\\?.*", "?…") : text(setting);
        return setting.secret() ? "(secret)" : value;
    }

    private void checkAll() {
        if (text(Setting.DATA).isBlank()) {
            throw invalid(Setting.DATA, "must name a folder"); // Or the current one would become the data folder.
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
            throw new Invalid(e.getMessage());
        }
    }

    /** The data folder. */
    public Path data() {
        return Path.of(text(Setting.DATA)).toAbsolutePath().normalize();
    }

    /** The address to listen on. */
    public String host() {
        return address(Setting.HOST);
    }

    private String address(Setting setting) {
        try {
            return InetAddress.getByName(text(setting)).getHostAddress();
        } catch (UnknownHostException _) {
            throw invalid(setting, "is not an address of this machine");
        }
    }

    /** The address of the metrics. */
    public String metricsHost() {
        return address(Setting.METRICS_HOST);
    }

    /** The port of the metrics, 0 for a free one; nothing where none are wanted. */
    public OptionalInt metricsPort() {
        return number(Setting.METRICS_PORT, 0, 65_535);
    }

    /** The PostgreSQL server to use; nothing where SQLite is. */
    public Optional<Location.Server> database() {
        int connections = number(Setting.DATABASE_CONNECTIONS, 2, 10_000)
                .orElseThrow(() -> invalid(Setting.DATABASE_CONNECTIONS, "must be a number"));
        String url = text(Setting.DATABASE_URL);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (!url.startsWith("jdbc:postgresql:")) {
            // The value is not shown: it may hold a password.
            throw new Invalid(Setting.DATABASE_URL.key() + ": must begin with jdbc:postgresql:");
        }
        return Optional.of(
                new Location.Server(url, given(Setting.DATABASE_USER), given(Setting.DATABASE_PASSWORD), connections));
    }

    private Optional<String> given(Setting setting) {
        return Optional.of(text(setting)).filter(text -> !text.isEmpty());
    }

    /** Whether the address is reached from this machine only. */
    public boolean loopback() {
        return InetAddress.ofLiteral(host()).isLoopbackAddress();
    }

    /** The port to listen on; 0 for a free one. */
    public int port() {
        return number(Setting.PORT, 0, 65_535).orElseThrow(() -> invalid(Setting.PORT, "must be a number"));
    }

    /** Where the certificate for HTTPS is; nothing where it is plain HTTP. What is in the files is not looked at. */
    public Optional<TlsFiles> tls() {
        Optional<Path> certificate = given(Setting.TLS_CERT).map(Path::of);
        Optional<Path> key = given(Setting.TLS_KEY).map(Path::of);
        if (certificate.isPresent() != key.isPresent()) {
            throw new Invalid(
                    Setting.TLS_CERT.key() + " and " + Setting.TLS_KEY.key() + ": both must be set, or neither");
        }
        return certificate.map(file -> new TlsFiles(file, key.orElseThrow()));
    }

    /** The address under which people reach the installation, without a slash at its end. */
    public Optional<String> publicUrl() {
        String text = text(Setting.PUBLIC_URL);
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
        throw invalid(Setting.PUBLIC_URL, "must be an http or https address without query");
    }

    /** The first organization's name. */
    public String organization() {
        return text(Setting.ORGANIZATION);
    }

    /** The first admin's address. */
    public String adminEmail() {
        return text(Setting.ADMIN_EMAIL);
    }

    /** Whether the log is JSON, one object a line. */
    public boolean jsonLog() {
        return switch (text(Setting.LOG_FORMAT)) {
            case "text" -> false;
            case "json" -> true;
            default -> throw invalid(Setting.LOG_FORMAT, "must be text or json");
        };
    }

    /** How long to go on serving after SIGTERM. */
    public Duration drainTime() {
        Duration time = duration(text(Setting.DRAIN_TIME))
                .orElseThrow(() -> invalid(Setting.DRAIN_TIME, "must be a duration such as 3s"));
        if (time.compareTo(LONGEST_DRAIN) > 0) {
            throw invalid(Setting.DRAIN_TIME, "must be at most " + LONGEST_DRAIN.toSeconds() + "s");
        }
        return time;
    }

    /** How many connections may be open at once. */
    public int maxConnections() {
        return number(Setting.MAX_CONNECTIONS, 1, 1_000_000)
                .orElseThrow(() -> invalid(Setting.MAX_CONNECTIONS, "must be a number"));
    }

    /** How many reads and creations a credential may send to this instance in a minute; nothing where all may pass. */
    public OptionalInt rateLimit() {
        return number(Setting.RATE_LIMIT, 1, 100_000);
    }

    /** Whether a request without {@code anthropic-version} is refused. */
    public boolean versionHeaderRequired() {
        return switch (text(Setting.REQUIRE_VERSION_HEADER)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(Setting.REQUIRE_VERSION_HEADER, "must be true or false");
        };
    }

    /** How long a create or delete that is sent again gets the first answer; zero for never. */
    public Duration retryWindow() {
        String text = text(Setting.RETRY_WINDOW);
        Duration window = (text.equals("0") ? Optional.of(Duration.ZERO) : duration(text))
                .orElseThrow(() -> invalid(Setting.RETRY_WINDOW, "must be a duration such as 15m, or 0"));
        if (window.compareTo(LONGEST_RETRY_WINDOW) > 0) {
            throw invalid(Setting.RETRY_WINDOW, "must be at most " + LONGEST_RETRY_WINDOW.toHours() + "h");
        }
        return window;
    }

    /** What new secrets begin with. */
    public Prefixes prefixes() {
        return new Prefixes(text(Setting.API_KEY_PREFIX), text(Setting.ADMIN_KEY_PREFIX));
    }

    /** How many workspaces that are not archived an organization may have. */
    public int maxWorkspaces() {
        return number(Setting.MAX_WORKSPACES, 0, Integer.MAX_VALUE)
                .orElseThrow(() -> invalid(Setting.MAX_WORKSPACES, "must be a number"));
    }

    /** How many roles may be given by hand in a workspace. */
    public OptionalInt maxWorkspaceMembers() {
        return number(Setting.MAX_WORKSPACE_MEMBERS, 0, Integer.MAX_VALUE);
    }

    /** Who may be invited. */
    public Invites.Limits inviteLimits() {
        try {
            List<String> domains = Arrays.stream(
                            text(Setting.ALLOWED_EMAIL_DOMAINS).split(","))
                    .map(String::strip)
                    .filter(domain -> !domain.isEmpty())
                    .map(domain -> Email.domain(Setting.ALLOWED_EMAIL_DOMAINS.key(), domain))
                    .toList();
            return new Invites.Limits(domains, number(Setting.MAX_MEMBERS, 0, Integer.MAX_VALUE));
        } catch (ApiError _) {
            throw invalid(Setting.ALLOWED_EMAIL_DOMAINS, "must be domains, separated by commas");
        }
    }

    /** How many API keys may be active. */
    public ApiKeys.Limits apiKeyLimits() {
        return new ApiKeys.Limits(
                number(Setting.MAX_API_KEYS, 0, Integer.MAX_VALUE),
                number(Setting.MAX_WORKSPACE_API_KEYS, 0, Integer.MAX_VALUE));
    }

    /** The text of the peppers, when it does not come from the data folder's file. */
    public Optional<String> pepper() {
        return given(Setting.PEPPER);
    }

    /** Reads a duration such as {@code 500ms}, {@code 3s}, {@code 15m}, {@code 12h} or {@code 30d}. */
    public static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    private OptionalInt number(Setting setting, int least, int most) {
        String text = text(setting);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException _) {
            // Not a number: refused below like one that is out of range.
        }
        throw invalid(setting, "must be a number from " + least + " to " + most);
    }

    private String text(Setting setting) {
        return values.getOrDefault(setting, setting.fallback());
    }

    private Invalid invalid(Setting setting, String rule) {
        String value = setting.secret() ? "" : " (it is '" + text(setting) + "')";
        return new Invalid(setting.key() + ": " + rule + value);
    }
}
