package dev.doorward.credentials;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.doorward.journal.Identified;
import dev.doorward.journal.Resource;

/**
 * A new credential with its secret, which is shown this once: on the wire the credential's own fields and behind them
 * {@code key}. The journal gets the credential alone.
 */
public record Minted<T extends Resource>(
        @JsonProperty("credential") @JsonUnwrapped T key,
        @JsonIgnore Secret secret) implements Identified {
    /** The secret's text. */
    @JsonProperty("key")
    public String revealed() {
        return secret.reveal();
    }

    @Override
    public String id() {
        return key.id();
    }
}
