package dev.doorward;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting: {@code --name} on the command line of {@code serve}, {@code DOORWARD_NAME} in the environment (or
 * {@code DOORWARD_NAME_FILE}, a file that holds the value), {@code name} in a properties file, and what it is otherwise.
 */
public enum Setting {
    DATA("data", "DIR", "The data folder: database, pepper, locks."),
    HOST("127.0.0.1", "ADDRESS", "The address to listen on."),
    PORT("8080", "PORT", "The port to listen on; 0 takes a free one."),
    PUBLIC_URL(
            "",
            "URL",
            "The address that people reach this installation under; every link begins with it. On a"
                    + " loopback address it may be left out."),
    TLS_CERT(
            "",
            "FILE",
            "The certificate for HTTPS in PEM, and behind it its issuers'; read again when it changes. Without it"
                    + " Doorward speaks plain HTTP."),
    TLS_KEY("", "FILE", "The certificate's private key: PEM, PKCS#8, not encrypted."),
    ORGANIZATION("My organization", "NAME", "The first organization's name, when the data folder is empty."),
    ADMIN_EMAIL("admin@localhost", "EMAIL", "The first admin's address, when the data folder is empty."),
    LOG_FORMAT("text", "FORMAT", "The form of the log on standard error: text or json."),
    METRICS_PORT("", "PORT", "The port of /metrics, for Prometheus; 0 takes a free one, empty is none."),
    METRICS_HOST("127.0.0.1", "ADDRESS", "The address of /metrics."),
    DRAIN_TIME(
            "3s",
            "DURATION",
            "How long everything is still served after SIGTERM, with 'Connection: close'; at most" + " 4s."),
    MAX_CONNECTIONS("1024", "NUMBER", "How many connections may be open at once."),
    RATE_LIMIT(
            "",
            "NUMBER",
            "How many reads and creations a key may send to this instance in a minute; empty for no limit. Updates,"
                    + " archiving and deletions are never limited."),
    REQUIRE_VERSION_HEADER("false", "BOOLEAN", "Whether a request without anthropic-version is refused."),
    RETRY_WINDOW(
            "15m",
            "DURATION",
            "How long a create or delete that a client sends again gets the first answer; 0 for never, at most 24h."),
    CHECK_MAX_AGE(
            "0",
            "DURATION",
            "How long a gateway may go on letting a key pass without asking again, so that a revoke takes as long; 0 for"
                    + " not at all, at most 1h."),
    API_KEY_PREFIX("dw_key_", "PREFIX", "What the secrets of new API keys begin with."),
    ADMIN_KEY_PREFIX("dw_adm_", "PREFIX", "What the secrets of new admin keys begin with."),
    CHECK_CREDENTIAL_PREFIX("dw_chk_", "PREFIX", "What the secrets of new check credentials begin with."),
    ALLOWED_EMAIL_DOMAINS(
            "", "LIST", "The domains whose addresses may be invited, separated by commas; empty for all."),
    MAX_MEMBERS(
            "", "NUMBER", "How many members an organization may have, pending invites counted; empty for no limit."),
    MAX_WORKSPACES("100", "NUMBER", "How many workspaces an organization may have that are not archived."),
    MAX_WORKSPACE_MEMBERS("", "NUMBER", "How many members may be added to a workspace by hand; empty for no limit."),
    MAX_API_KEYS("", "NUMBER", "How many API keys of an organization may be active; empty for no limit."),
    MAX_WORKSPACE_API_KEYS("", "NUMBER", "How many API keys of a workspace may be active; empty for no limit."),
    DATABASE_URL(
            "",
            "URL",
            "A PostgreSQL database to use in place of SQLite in the data folder, such as"
                    + " jdbc:postgresql://HOST/DATABASE."),
    DATABASE_USER("", "NAME", "The PostgreSQL role; by default the URL's, or that of the machine's user."),
    DATABASE_PASSWORD("", "SECRET", "The role's password."),
    DATABASE_CONNECTIONS("16", "NUMBER", "How many connections to PostgreSQL this instance may have open at once."),
    PEPPER("", "SECRET", "The peppers, each NUMBER:SECRET; by default the file 'pepper' in the data folder.");

    private final String fallback;
    private final String parameter;
    private final String description;

    Setting(String fallback, String parameter, String description) {
        this.fallback = fallback;
        this.parameter = parameter;
        this.description = description;
    }

    /** The name in properties files and, with two dashes, on the command line. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name of the environment variable. */
    public String variable() {
        return "DOORWARD_" + name();
    }

    /** The value where nothing is set. */
    public String fallback() {
        return fallback;
    }

    /** What stands for the value in a usage message. */
    public String parameter() {
        return parameter;
    }

    /** One or two sentences for the operator. */
    public String description() {
        return description;
    }

    /** Whether it must not be given on a command line, which every user of the machine can read. */
    public boolean secret() {
        return this == PEPPER || this == DATABASE_PASSWORD;
    }

    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key().equals(key))
                .findFirst();
    }
}
