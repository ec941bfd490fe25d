package dev.doorward.workspaces;

import dev.doorward.errors.ApiError;
import dev.doorward.http.Body;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where a workspace's data lives and where inference may take place (contract 5). */
public record DataResidency(Geo workspaceGeo, AllowedGeos allowedInferenceGeos, Geo defaultInferenceGeo) {
    /** What a workspace gets when nothing is asked for. */
    static final DataResidency UNSAID = new DataResidency(Geo.US, AllowedGeos.UNRESTRICTED, Geo.GLOBAL);

    /** What a body says of it; what it leaves out or gives as null is empty. */
    public record Update(Optional<AllowedGeos> allowedInferenceGeos, Optional<Geo> defaultInferenceGeo) {}

    static DataResidency readNew(Body body) {
        return body.optionalObject(
                        "data_residency", Set.of("workspace_geo", "allowed_inference_geos", "default_inference_geo"))
                .map(residency -> {
                    residency.optionalChoice("workspace_geo", List.of(Geo.US)); // The only one there is.
                    return UNSAID.with(update(residency));
                })
                .orElse(UNSAID);
    }

    static Optional<Update> readUpdate(Body body) {
        return body.optionalObject("data_residency", Set.of("allowed_inference_geos", "default_inference_geo"))
                .map(DataResidency::update);
    }

    private static Update update(Body residency) {
        return new Update(
                residency
                        .optionalTextOrList("allowed_inference_geos")
                        .map(geos -> AllowedGeos.read("data_residency.allowed_inference_geos", geos)),
                residency.optionalChoice("default_inference_geo", Geo.ALL));
    }

    /** The residency after an update; 400 when its default would not be allowed. */
    DataResidency with(Update update) {
        DataResidency merged = new DataResidency(
                workspaceGeo,
                update.allowedInferenceGeos().orElse(allowedInferenceGeos),
                update.defaultInferenceGeo().orElse(defaultInferenceGeo));
        if (!merged.allowedInferenceGeos.allow(merged.defaultInferenceGeo)) {
            throw ApiError.invalid("data_residency.default_inference_geo: " + merged.defaultInferenceGeo
                    + " is not among allowed_inference_geos.");
        }
        return merged;
    }
}
