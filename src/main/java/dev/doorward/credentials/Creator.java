package dev.doorward.credentials;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The member in whose name a credential was made, who may be gone. */
public record Creator(String id) {
    /** Always {@code user}. */
    @JsonProperty
    public String type() {
        return "user";
    }
}
