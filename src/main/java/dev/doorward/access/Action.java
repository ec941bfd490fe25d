package dev.doorward.access;

import dev.doorward.errors.ApiError;
import java.util.Locale;

/**
 * What can be done, and what a caller needs for it. This is the whole policy: a route cannot be built without an action,
 * and {@code policy.txt} prints every cell.
 */
public enum Action {
    READ_ORGANIZATION(Scope.READ),
    READ_MEMBERS(Scope.READ),
    MANAGE_MEMBERS(Scope.MEMBERS),
    READ_INVITES(Scope.READ),
    MANAGE_INVITES(Scope.MEMBERS),
    READ_WORKSPACES(Scope.READ),
    MANAGE_WORKSPACES(Scope.WORKSPACES),
    READ_WORKSPACE_MEMBERS(Scope.READ),
    MANAGE_WORKSPACE_MEMBERS(Scope.WORKSPACES),
    READ_API_KEYS(Scope.READ),
    MANAGE_API_KEYS(Scope.API_KEYS),
    READ_ADMIN_KEYS(Scope.READ),
    MANAGE_ADMIN_KEYS(Scope.ADMIN_KEYS),
    READ_CHECK_CREDENTIALS(Scope.READ),
    MANAGE_CHECK_CREDENTIALS(Scope.API_KEYS),
    READ_JOURNAL(Scope.READ_JOURNAL),
    /** Ask whether a key may pass; the only thing that a check credential can do. */
    CHECK_KEYS(Scope.READ),
    /** Admins, peppers, organizations: through the command line only. */
    OPERATE(null);

    private final Scope scope;

    Action(Scope scope) {
        this.scope = scope;
    }

    /** Whether the caller may do this. */
    public boolean permits(Caller caller) {
        return switch (caller) {
            case Caller.Operator _ -> true;
            case Caller.ApiKey _ -> false;
            case Caller.CheckCredential _ -> this == CHECK_KEYS;
            case Caller.AdminKey key -> scope != null && key.scopes().contains(scope);
        };
    }

    /** Throws 403, saying what is missing, unless the caller may do this. */
    public void require(Caller caller) {
        if (!permits(caller)) {
            throw ApiError.permission(refusal(caller));
        }
    }

    private String refusal(Caller caller) {
        if (caller instanceof Caller.ApiKey) {
            return "This is an API key; the Admin API needs an admin key.";
        }
        if (caller instanceof Caller.CheckCredential) {
            return "This is a check credential; the Admin API needs an admin key.";
        }
        return scope == null
                ? "Only the operator may do this, with the doorward command."
                : "This admin key lacks the scope " + scope + ".";
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
