package dev.doorward.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What an admin key may do. A key has every scope unless it was made with fewer. */
public enum Scope {
    /** Every GET but the journal's, and to ask whether a key may pass. */
    READ,
    /** Change members and invites. */
    MEMBERS,
    /** Change workspaces and their members. */
    WORKSPACES,
    /** Make and change API keys and check credentials. */
    API_KEYS,
    /** Make and revoke admin keys that may do no more than the one that does it. */
    ADMIN_KEYS,
    /** Read the journal. */
    READ_JOURNAL;

    /** Every scope. */
    public static final List<Scope> ALL = List.of(values());

    /** The form in the database and in {@code --scope}: names in order, separated by commas. */
    public static String format(Set<Scope> scopes) {
        return EnumSet.copyOf(scopes).stream().map(Scope::toString).collect(Collectors.joining(","));
    }

    /** Reads what {@link #format} writes. A scope that only a later version knows allows nothing here. */
    public static Set<Scope> parse(String text) {
        Set<String> names = Set.of(text.split(","));
        return Arrays.stream(values())
                .filter(scope -> names.contains(scope.toString()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
