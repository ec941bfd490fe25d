package dev.doorward.journal;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

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
