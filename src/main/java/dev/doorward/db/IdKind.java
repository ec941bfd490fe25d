package dev.doorward.db;

import dev.doorward.errors.ApiError;
import java.util.regex.Pattern;

/** The kinds of object that have an id: the id's prefix (contract 1.2) and the noun for people. */
public enum IdKind {
    USER("user", "User"),
    INVITE("invite", "Invite"),
    WORKSPACE("wrkspc", "Workspace"),
    API_KEY("apikey", "API key"),
    ADMIN_KEY("adminkey", "Admin key"),
    CHECK_CREDENTIAL("checkcred", "Check credential"),
    REQUEST("req", "Request");

    private final String prefix;
    private final String noun;
    private final Pattern form;

    IdKind(String prefix, String noun) {
        this.prefix = prefix;
        this.noun = noun;
        this.form = Pattern.compile(prefix + "_01[" + Ids.ALPHABET + "]{" + Ids.WIDTH + "}");
    }

    /** What ids of this kind begin with, without the underscore. */
    public String prefix() {
        return prefix;
    }

    /** Whether the text has the form of an id of this kind. */
    public boolean isId(String text) {
        return form.matcher(text).matches();
    }

    /** The one 404 for this kind: the same for an id that is malformed, unknown, or another organization's. */
    public ApiError notFound() {
        return ApiError.notFound(noun + " not found.");
    }
}
