package dev.doorward.workspaces;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.doorward.db.IdKind;
import dev.doorward.errors.ApiError;
import dev.doorward.http.Body;
import dev.doorward.http.Query;
import dev.doorward.http.Text;
import dev.doorward.journal.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A workspace (contract 5). {@code externalKeyId} and {@code userProfileId} are always null here. */
@JsonPropertyOrder({"id", "type"})
public record Workspace(
        String id,
        String name,
        Instant createdAt,
        Instant archivedAt,
        String displayColor,
        String compartmentId,
        String externalKeyId,
        DataResidency dataResidency,
        Map<String, String> tags,
        String userProfileId)
        implements Resource {
    private static final int LONGEST_NAME = 255;
    private static final Pattern COLOR = Pattern.compile("#[0-9A-Fa-f]{6}");
    private static final String COLOR_RULE = "must be a colour such as #6C5BB9.";
    private static final int MOST_IDS = 100;

    /** The colours that a workspace gets when none is asked for. */
    private static final List<String> PALETTE =
            List.of("#6C5BB9", "#3B7DD8", "#2E8B7A", "#4F9D45", "#B8860B", "#D2691E", "#C0504D", "#B8578E");

    @Override
    @JsonProperty
    public String type() {
        return "workspace";
    }

    /** The colour for a workspace that asks for none: always the same one for the same id. */
    static String paletteColor(String id) {
        return PALETTE.get(Math.floorMod(id.hashCode(), PALETTE.size()));
    }

    /** The workspace after an update. */
    Workspace with(Update update) {
        return new Workspace(
                id,
                update.name().orElse(name),
                createdAt,
                archivedAt,
                update.displayColor().orElse(displayColor),
                compartmentId,
                externalKeyId,
                update.dataResidency().map(dataResidency::with).orElse(dataResidency),
                update.tags().map(given -> Tags.merge(tags, given)).orElse(tags),
                userProfileId);
    }

    Workspace archived(Instant time) {
        return new Workspace(
                id,
                name,
                createdAt,
                time,
                displayColor,
                compartmentId,
                externalKeyId,
                dataResidency,
                tags,
                userProfileId);
    }

    /** A body that makes a workspace. */
    public record Create(
            String name, Optional<String> displayColor, DataResidency dataResidency, Map<String, String> tags) {
        static Create read(Body body) {
            body.onlyNull("external_key_id", false);
            body.onlyNull("user_profile_id", false);
            return new Create(
                    Text.name("name", body.text("name"), LONGEST_NAME),
                    body.optionalText("display_color")
                            .map(color -> body.matching("display_color", color, COLOR, COLOR_RULE)),
                    DataResidency.readNew(body),
                    Tags.readNew(body));
        }

        /** A workspace of that name, and everything else as it comes. */
        public static Create named(String name) {
            return new Create(Text.name("name", name, LONGEST_NAME), Optional.empty(), DataResidency.UNSAID, Map.of());
        }
    }

    /** A body that changes a workspace; what is empty stays as it is. */
    public record Update(
            Optional<String> name,
            Optional<String> displayColor,
            Optional<DataResidency.Update> dataResidency,
            Optional<Map<String, Optional<String>>> tags) {
        static Update read(Body body) {
            body.notSupported("external_key_id");
            body.notSupported("user_profile_id");
            return new Update(
                    body.textIfGiven("name").map(name -> Text.name("name", name, LONGEST_NAME)),
                    body.textIfGiven("display_color")
                            .map(color -> body.matching("display_color", color, COLOR, COLOR_RULE)),
                    DataResidency.readUpdate(body),
                    Tags.read(body));
        }
    }

    /** What a list is narrowed to; no ids stand for all. */
    public record Filter(boolean includeArchived, boolean includeDefault, List<String> ids) {
        static Filter read(Query query) {
            List<String> ids = query.texts("ids");
            if (ids.size() > MOST_IDS) {
                throw ApiError.invalid("ids: at most " + MOST_IDS + " can be asked for at once.");
            }
            // What cannot be an id is unknown like any other: it becomes one that no workspace has.
            List<String> known =
                    ids.stream().map(id -> IdKind.WORKSPACE.isId(id) ? id : "").toList();
            return new Filter(query.flag("include_archived"), query.flag("include_default"), known);
        }
    }
}
