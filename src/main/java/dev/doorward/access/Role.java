package dev.doorward.access;

import java.util.List;
import java.util.Locale;

/** What a member is in the organization (contract 3). */
public enum Role {
    USER,
    CLAUDE_CODE_USER,
    DEVELOPER,
    BILLING,
    ADMIN;

    /** Every role. */
    public static final List<Role> ALL = List.of(values());

    /** The roles that the API gives: admins are made at the command line or in the console. */
    public static final List<Role> GIVEN_BY_API = List.of(USER, CLAUDE_CODE_USER, DEVELOPER, BILLING);

    /** The role of that wire name, as the database keeps it. */
    public static Role of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
