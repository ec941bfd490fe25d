package dev.doorward.members;

import dev.doorward.errors.ApiError;
import dev.doorward.http.Text;
import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An address as typed, and the form that it is compared by: Unicode-normalised, in lower case whatever the machine's
 * language, the domain in ASCII (contract 4).
 *
 * @param typed what is kept and shown
 * @param canonical what makes two addresses the same
 * @param untagged the canonical form without a {@code +tag}: what the {@code email} filter finds variants by
 * @param domain the domain in ASCII
 */
public record Email(String typed, String canonical, String untagged, String domain) {
    private static final int LONGEST = 254;
    private static final int LONGEST_LOCAL = 64;
    private static final Pattern LOCAL = Pattern.compile("[^\\s\"(),:;<>@\\[\\\\\\]]+");

    /** Reads an address; throws 400 naming the field when it is not one. */
    public static Email parse(String field, String typed) {
        int at = typed.lastIndexOf('@');
        if (typed.length() > LONGEST || !Text.isClean(typed) || at < 1 || at == typed.length() - 1) {
            throw invalid(field);
        }
        String local = Normalizer.normalize(typed.substring(0, at), Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT);
        local = Normalizer.normalize(local, Normalizer.Form.NFKC);
        if (local.length() > LONGEST_LOCAL || !isDotAtom(local)) {
            throw invalid(field);
        }
        String domain = domain(field, typed.substring(at + 1));
        int tag = local.indexOf('+', 1);
        String untagged = tag < 0 ? local : local.substring(0, tag);
        return new Email(typed, local + "@" + domain, untagged + "@" + domain, domain);
    }

    /** The form of a domain that it is compared by; throws 400 naming the field when it is not one. */
    public static String domain(String field, String typed) {
        try {
            String domain = IDN.toASCII(Normalizer.normalize(typed, Normalizer.Form.NFKC), IDN.USE_STD3_ASCII_RULES)
                    .toLowerCase(Locale.ROOT);
            if (domain.isEmpty() || domain.endsWith(".") || domain.length() > LONGEST - 2) {
                throw invalid(field);
            }
            return domain;
        } catch (IllegalArgumentException _) {
            throw invalid(field);
        }
    }

    private static boolean isDotAtom(String local) {
        return LOCAL.matcher(local).matches()
                && !local.startsWith(".")
                && !local.endsWith(".")
                && !local.contains("..");
    }

    /** Whether the address has a {@code +tag}: then a filter by it means this very address. */
    public boolean tagged() {
        return !canonical.equals(untagged);
    }

    private static ApiError invalid(String field) {
        return ApiError.invalid(field + ": is not a valid email address.");
    }
}
