package dev.doorward.access;

import java.util.List;
import java.util.Locale;

/** What a member is in one workspace (contract 6). */
public enum WorkspaceRole {
    WORKSPACE_USER,
    WORKSPACE_RESTRICTED_DEVELOPER,
    WORKSPACE_DEVELOPER,
    WORKSPACE_ADMIN,
    /** Inherited by billing members, never given by hand. */
    WORKSPACE_BILLING;

    /** Every role. */
    public static final List<WorkspaceRole> ALL = List.of(values());

    /** The roles that can be given by hand. */
    public static final List<WorkspaceRole> GIVEN_BY_HAND =
            List.of(WORKSPACE_USER, WORKSPACE_RESTRICTED_DEVELOPER, WORKSPACE_DEVELOPER, WORKSPACE_ADMIN);

    /** The role of that wire name, as the database keeps it. */
    public static WorkspaceRole of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
