package dev.doorward.organization;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.doorward.journal.Resource;
import java.time.Instant;

/** An organization as {@code /me} shows it (contract 2): exactly three fields. The id is a lower-case UUID. */
@JsonPropertyOrder({"id", "name", "type"})
public record Organization(String id, String name) implements Resource {
    /** How long a name may be. */
    public static final int LONGEST_NAME = 255;

    @Override
    @JsonProperty
    public String type() {
        return "organization";
    }

    /** An organization as the operator sees it. */
    @JsonPropertyOrder({"id", "name", "type"})
    public record Listed(String id, String name, Instant createdAt, Instant disabledAt) {
        /** Always {@code organization}. */
        @JsonProperty
        public String type() {
            return "organization";
        }
    }
}
