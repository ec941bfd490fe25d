package dev.doorward.http;

import dev.doorward.errors.ApiError;
import java.util.Optional;

/** The {@code anthropic-version} that a request asks for (contract, "Request headers"). */
public enum ApiVersion {
    V2023_01_01("2023-01-01", Before20261021.class),
    V2023_06_01("2023-06-01", Before20261021.class),
    V2026_10_21("2026-10-21", Object.class);

    /** Marks a field that is served only before 2026-10-21. */
    public interface Before20261021 {}

    private final String wire;
    private final Class<?> view;

    ApiVersion(String wire, Class<?> view) {
        this.wire = wire;
        this.view = view;
    }

    /** Which fields this version serves: the marker for {@code @JsonView}. */
    Class<?> view() {
        return view;
    }

    /** The version asked for; without a header the oldest one that is in use, unless the setting demands the header. */
    static ApiVersion of(Optional<String> header, boolean required) {
        if (header.isEmpty()) {
            if (required) {
                throw ApiError.invalid("anthropic-version: header is required");
            }
            return V2023_06_01;
        }
        for (ApiVersion version : values()) {
            if (version.wire.equals(header.get())) {
                return version;
            }
        }
        throw ApiError.invalid("anthropic-version: \"" + Text.printable(header.get()) + "\" is not a valid version");
    }
}
