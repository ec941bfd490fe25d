package dev.doorward.credentials;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What new secrets begin with. A prefix is for people and scanners: it decides nothing about a key, and changing it leaves
 * every issued key as it is.
 */
public record Prefixes(String apiKey, String adminKey, String checkCredential) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{2,31}");

    /** What a vendor's key scanner takes for that vendor's own keys. */
    private static final List<String> TAKEN = List.of("sk-ant-api03-", "sk-ant-admin01-");

    /** Throws {@link IllegalArgumentException} with one line when a prefix cannot be used. */
    public Prefixes {
        check("api-key-prefix", apiKey);
        check("admin-key-prefix", adminKey);
        check("check-credential-prefix", checkCredential);
        if (apiKey.equals(adminKey)) {
            throw new IllegalArgumentException("admin-key-prefix: must differ from api-key-prefix");
        }
        if (checkCredential.equals(apiKey) || checkCredential.equals(adminKey)) {
            throw new IllegalArgumentException("check-credential-prefix: must differ from the other prefixes");
        }
    }

    /** The three, in the order of the settings. */
    public List<String> all() {
        return List.of(apiKey, adminKey, checkCredential);
    }

    /** Throws {@link IllegalArgumentException} with one line, which names the setting, when a prefix cannot be used. */
    public static void check(String setting, String prefix) {
        if (!FORM.matcher(prefix).matches()) {
            throw new IllegalArgumentException(setting + ": must be 3 to 32 letters, digits, '-' and '_'");
        }
        if (prefix.equals("sk-") || TAKEN.stream().anyMatch(prefix::startsWith)) {
            throw new IllegalArgumentException(
                    setting + ": '" + prefix + "' would be taken for another vendor's key by a scanner");
        }
    }
}
