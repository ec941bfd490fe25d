package dev.doorward.retries;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM around a stored answer, bound to the row that it is stored in: the organization and the digest. The nonce, 96
 * random bits, stands in front.
 */
final class Seal {
    static final int NONCE_BYTES = 12;

    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final String organizationId;
    private final byte[] digest;

    Seal(byte[] key, String organizationId, byte[] digest) {
        this.key = new SecretKeySpec(key, "AES");
        this.organizationId = organizationId;
        this.digest = digest;
    }

    /** Seals the bytes. A nonce must never be used twice with one key. */
    byte[] close(byte[] nonce, byte[] plain) {
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
            return ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /** What was sealed, or nothing when this is not the seal that it was closed with, or a bit of it was changed. */
    Optional<byte[]> open(byte[] sealed) {
        if (sealed.length < NONCE_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, sealed).doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonceInFront) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonceInFront, 0, NONCE_BYTES));
        cipher.updateAAD(organizationId.getBytes(StandardCharsets.UTF_8));
        cipher.updateAAD(digest); // Always 32 bytes, so where one ends and the other begins is plain.
        return cipher;
    }
}
