package dev.doorward.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What an admin key may do. A key has every scope unless it was made with fewer. */
public enum Scope {
    /** Every GET. */
    READ,
    /** Change members and invites. */
    MEMBERS,
    /** Change workspaces and their members. */
    WORKSPACES,
    /** Change API keys. */
    API_KEYS;

    /** The form in the database and in {@code --scope}: names in order, separated by commas. */
    public static String format(Set<Scope> scopes) {
        return EnumSet.copyOf(scopes).stream().map(Scope::toString).collect(Collectors.joining(","));
    }

    /** Reads what {@link #format} writes. */
    public static Set<Scope> parse(String text) {
        return Arrays.stream(text.split(","))
                .map(name -> valueOf(name.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
