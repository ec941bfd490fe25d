package dev.doorward.workspaces;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.doorward.errors.ApiError;
import dev.doorward.http.Body;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The geos in which inference is allowed; no geos at all stand for {@code "unrestricted"}. */
public record AllowedGeos(List<Geo> geos) {
    private static final String UNRESTRICTED_NAME = "unrestricted";

    /** Every geo, now and later. */
    static final AllowedGeos UNRESTRICTED = new AllowedGeos(List.of());

    static AllowedGeos read(String field, Body.TextOrList value) {
        if (!value.isList()) {
            if (value.values().equals(List.of(UNRESTRICTED_NAME))) {
                return UNRESTRICTED;
            }
            throw ApiError.invalid(field + ": must be \"unrestricted\" or a list of geos.");
        }
        List<Geo> geos = value.values().stream()
                .map(geo -> Body.choice(field, geo, Geo.ALL))
                .toList();
        if (geos.isEmpty() || geos.stream().distinct().count() < geos.size()) {
            throw ApiError.invalid(field + ": must name at least one geo, and each only once.");
        }
        return new AllowedGeos(geos);
    }

    /** Whether the geo is among them. */
    boolean allow(Geo geo) {
        return geos.isEmpty() || geos.contains(geo);
    }

    /** The wire's form: a word or a list. */
    @JsonValue
    public Object wire() {
        return geos.isEmpty() ? UNRESTRICTED_NAME : geos;
    }

    /** The database's form: the word, or names separated by commas. */
    String stored() {
        return geos.isEmpty()
                ? UNRESTRICTED_NAME
                : geos.stream().map(Geo::toString).collect(Collectors.joining(","));
    }

    static AllowedGeos ofStored(String stored) {
        return stored.equals(UNRESTRICTED_NAME)
                ? UNRESTRICTED
                : new AllowedGeos(Arrays.stream(stored.split(","))
                        .map(geo -> Body.choice("allowed_inference_geos", geo, Geo.ALL))
                        .toList());
    }
}
