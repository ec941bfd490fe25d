package dev.doorward.credentials;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.doorward.http.Body;
import dev.doorward.http.Text;
import dev.doorward.journal.Resource;
import java.time.Instant;

/** What a gateway shows to ask whether a key may pass, without its secret. It can do nothing else. */
@JsonPropertyOrder({"id", "type"})
public record CheckCredential(
        String id, String name, Instant createdAt, Creator createdBy, Instant revokedAt, String partialKeyHint)
        implements Resource {
    /** How long a name may be. */
    static final int LONGEST_NAME = 500;

    @Override
    @JsonProperty
    public String type() {
        return "check_credential";
    }

    /** A body that makes a check credential. */
    public record Create(String name) {
        static Create read(Body body) {
            return new Create(Text.name("name", body.text("name"), LONGEST_NAME));
        }
    }

    CheckCredential revoked(Instant time) {
        return new CheckCredential(id, name, createdAt, createdBy, time, partialKeyHint);
    }
}
