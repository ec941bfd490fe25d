package dev.doorward.leaks;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Locale;

/**
 * A key of this installation whose secret stood in a text, without the secret.
 *
 * @param status what it was when it was found
 * @param stopped whether it was stopped for good because it was found
 * @param lines the first lines on which it stood, {@link #MOST_LINES} at most, counted from 1
 * @param occurrences how often it stood there
 */
@JsonPropertyOrder({"id", "type"})
public record LeakedKey(
        String id,
        Kind kind,
        String name,
        String organizationId,
        Status status,
        boolean stopped,
        String partialKeyHint,
        List<Long> lines,
        long occurrences) {
    /** How many lines are remembered. */
    static final int MOST_LINES = 10;

    /** The wire's name of what it is. */
    @JsonProperty("type")
    @Override
    public Kind kind() {
        return kind;
    }

    LeakedKey stoppedNow() {
        return new LeakedKey(id, kind, name, organizationId, status, true, partialKeyHint, lines, occurrences);
    }

    /** What has a secret. */
    public enum Kind {
        API_KEY,
        ADMIN_KEY,
        CHECK_CREDENTIAL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether a key counts, and why not: of several reasons the one that is hardest to take back. */
    public enum Status {
        LIVE(false),
        /** The database was restored or moved, and the operator has not accepted that yet. */
        HELD_BACK(false),
        ORGANIZATION_DISABLED(false),
        INACTIVE(false),
        EXPIRED(true),
        WORKSPACE_ARCHIVED(true),
        ARCHIVED(true),
        REVOKED(true);

        private final boolean forGood;

        Status(boolean forGood) {
            this.forGood = forGood;
        }

        /** Whether the key can never count again. */
        public boolean forGood() {
            return forGood;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
