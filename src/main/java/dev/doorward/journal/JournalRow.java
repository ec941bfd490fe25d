package dev.doorward.journal;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.doorward.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

/**
 * One change. {@code before} and {@code after} are the object as the wire shows it, in JSON, null where there is none;
 * {@code detail} is JSON too, or null. {@code mac} is hexadecimal.
 */
public record JournalRow(
        String organizationId,
        long seq,
        Instant at,
        String actorType,
        String actorId,
        String requestId,
        String action,
        String objectType,
        String objectId,
        @JsonRawValue String before,
        @JsonRawValue String after,
        @JsonRawValue String detail,
        int pepper,
        String mac) {

    /** What the chain stands on before its first row. */
    static final String START = "0".repeat(64);

    /**
     * Reads a line of an export.
     *
     * @throws IllegalArgumentException when it is none
     */
    static JournalRow parse(String line) {
        Map<String, String> fields = Json.fields(line);
        try {
            return new JournalRow(
                    Json.string(fields.get("organization_id")),
                    Long.parseLong(fields.get("seq")),
                    Instant.parse(Json.string(fields.get("at"))),
                    Json.string(fields.get("actor_type")),
                    Json.string(fields.get("actor_id")),
                    Json.string(fields.get("request_id")),
                    Json.string(fields.get("action")),
                    Json.string(fields.get("object_type")),
                    Json.string(fields.get("object_id")),
                    object(fields, "before"),
                    object(fields, "after"),
                    object(fields, "detail"),
                    Integer.parseInt(fields.get("pepper")),
                    Json.string(fields.get("mac")));
        } catch (NullPointerException | DateTimeException e) {
            throw new IllegalArgumentException("not a row of a journal", e);
        }
    }

    private static String object(Map<String, String> fields, String name) {
        String text = fields.get(name);
        return text == null || text.equals("null") ? null : text;
    }

    JournalRow withMac(String newMac) {
        return new JournalRow(
                organizationId,
                seq,
                at,
                actorType,
                actorId,
                requestId,
                action,
                objectType,
                objectId,
                before,
                after,
                detail,
                pepper,
                newMac);
    }

    /** What the MAC is taken over: the MAC before, then every field with its length, so that no two rows read alike. */
    byte[] message(String macBefore) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(seq);
            out.writeLong(at.getEpochSecond());
            out.writeInt(at.getNano());
            out.writeInt(pepper);
            for (String field : new String[] {
                macBefore,
                organizationId,
                actorType,
                actorId,
                requestId,
                action,
                objectType,
                objectId,
                before,
                after,
                detail
            }) {
                byte[] text = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
                out.writeInt(field == null ? -1 : text.length);
                out.write(text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
