package dev.doorward.apikeys;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;

/**
 * An API key as Doorward's own endpoints show it: the contract's object, and with it when a check let it through last.
 *
 * @param lastUsedAt at most a minute behind; null when it never was
 */
public record UsedApiKey(
        @JsonProperty("api_key") @JsonUnwrapped ApiKey key, Instant lastUsedAt) {}
