package dev.doorward.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Where the certificate for TLS is, and its key: two PEM files.
 *
 * @param certificate the server's certificate, and behind it those that lead to one that clients know
 * @param key its private key in PKCS#8, not encrypted
 */
public record TlsFiles(Path certificate, Path key) {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** Files that cannot be used: one line for the operator. */
    public static final class Unusable extends RuntimeException {
        Unusable(String line) {
            super(line, null, false, false);
        }
    }

    /** Makes sure that TLS is possible with what is in the files now; throws {@link Unusable} where it is not. */
    public void check() {
        read().context();
    }

    /** What is in the files now. */
    Pair read() {
        return new Pair(this, text(certificate), text(key));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            throw new Unusable("cannot read " + file);
        }
    }

    /** What was in the files at one time. */
    record Pair(TlsFiles files, String certificateText, String keyText) {
        private static final char[] NO_PASSWORD = {};

        /** What TLS needs of it; throws {@link Unusable} when the two are no pair, or one is not what it should be. */
        SSLContext context() {
            Certificate[] chain = chain();
            PrivateKey key = key(chain[0].getPublicKey());
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("server", key, NO_PASSWORD, chain);
                KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                keys.init(store, NO_PASSWORD);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(keys.getKeyManagers(), null, null);
                return context;
            } catch (GeneralSecurityException | IOException e) {
                throw new Unusable("cannot use the certificates in " + files.certificate + ": " + e.getMessage());
            }
        }

        private Certificate[] chain() {
            try {
                Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                        .generateCertificates(
                                new ByteArrayInputStream(certificateText.getBytes(StandardCharsets.ISO_8859_1)));
                if (!found.isEmpty()) {
                    return found.toArray(Certificate[]::new);
                }
            } catch (CertificateException _) {
                // Not a certificate: refused below like a file without any.
            }
            throw new Unusable("there is no PEM certificate in " + files.certificate);
        }

        private PrivateKey key(PublicKey certified) {
            Matcher pem = PKCS8.matcher(keyText);
            if (!pem.find()) {
                throw new Unusable("there is no 'BEGIN PRIVATE KEY' in " + files.key
                        + ": convert another form with 'openssl pkcs8 -topk8 -nodes'");
            }
            try {
                byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
                PrivateKey key = KeyFactory.getInstance(certified.getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
                if (arePair(key, certified)) {
                    return key;
                }
            } catch (GeneralSecurityException | IllegalArgumentException _) {
                // Not a key of the certificate's kind: refused below like another certificate's.
            }
            throw new Unusable(files.key + " is not the key of the certificate in " + files.certificate);
        }

        /** What one of the two has signed, the other one recognises. */
        private static boolean arePair(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
            Signature signature = Signature.getInstance(
                    switch (certified.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> certified.getAlgorithm();
                    });
            byte[] sample = {1};
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(sample);
            return signature.verify(signed);
        }

        @Override
        public String toString() {
            return "Pair"; // It holds the private key.
        }
    }
}
