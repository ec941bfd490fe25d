package dev.doorward.workspaces;

import dev.doorward.errors.ApiError;
import dev.doorward.http.Body;
import dev.doorward.http.Text;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A workspace's tags: the shape that the contract allows, and how an update is merged into them (contract 5). */
final class Tags {
    private static final int MOST = 50;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;
    private static final String RESERVED = "anthropic";

    private Tags() {}

    /** The tags in a body, checked; a null value asks for the key's removal. */
    static Optional<Map<String, Optional<String>>> read(Body body) {
        return body.optionalTexts("tags").map(given -> {
            Map<String, Optional<String>> tags = new LinkedHashMap<>();
            given.forEach((key, value) -> {
                String checkedKey = Text.checked("tags", key, 1, LONGEST_KEY);
                if (checkedKey.toLowerCase(Locale.ROOT).startsWith(RESERVED)) {
                    throw ApiError.invalid("tags: keys may not begin with \"" + RESERVED + "\".");
                }
                tags.put(checkedKey, value.map(text -> Text.checked("tags." + checkedKey, text, 0, LONGEST_VALUE)));
            });
            return tags;
        });
    }

    /** The tags of a new workspace, where null has nothing to remove. */
    static Map<String, String> readNew(Body body) {
        Map<String, Optional<String>> given = read(body).orElse(Map.of());
        given.forEach((key, value) -> value.orElseThrow(() -> ApiError.invalid("tags." + key + ": must be a string.")));
        return merge(Map.of(), given);
    }

    /** The tags after an update; 400 when there would be too many. */
    static Map<String, String> merge(Map<String, String> before, Map<String, Optional<String>> update) {
        Map<String, String> after = new LinkedHashMap<>(before);
        update.forEach((key, value) -> value.ifPresentOrElse(text -> after.put(key, text), () -> after.remove(key)));
        if (after.size() > MOST) {
            throw ApiError.invalid("tags: a workspace can have at most " + MOST + " tags.");
        }
        return after;
    }
}
