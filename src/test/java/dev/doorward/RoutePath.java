package dev.doorward;

import dev.doorward.db.IdKind;
import dev.doorward.http.Route;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A route's path with ids in it: the kind of id comes from the variable's name, or for {@code id} from the segment before. */
final class RoutePath {
    private static final Pattern VARIABLE = Pattern.compile("([a-z_]+)/\\{([a-z_]+)}");

    private RoutePath() {}

    /** Whether there is anything to fill in. */
    static boolean hasIds(Route route) {
        return VARIABLE.matcher(route.path()).find();
    }

    /** The path, each variable filled with the id that is given for its kind. */
    static String fill(Route route, Function<IdKind, String> ids) {
        Matcher matcher = VARIABLE.matcher(route.path());
        return matcher.replaceAll(
                variable -> Matcher.quoteReplacement(variable.group(1) + "/" + ids.apply(kind(variable))));
    }

    private static IdKind kind(MatchResult variable) {
        String collection = variable.group(1);
        return kindOfField(
                variable.group(2).equals("id") ? collection.substring(0, collection.length() - 1) : variable.group(2));
    }

    /** The kind of {@code user_id} and of {@code user}. */
    static IdKind kindOfField(String name) {
        return IdKind.valueOf(name.replaceFirst("_id$", "").toUpperCase(Locale.ROOT));
    }

    /** An id that is well formed and that nothing has. */
    static String unknown(IdKind kind) {
        return kind.prefix() + "_01" + "1".repeat(22);
    }
}
