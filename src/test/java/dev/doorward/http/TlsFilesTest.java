package dev.doorward.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.doorward.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Certificates and keys in files: which ones can be used, and what is said of the others. */
class TlsFilesTest {
    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static TestCertificate first;
    private static TestCertificate second;

    @BeforeAll
    static void make() throws Exception {
        first = TestCertificate.make(shared, "-keyalg", "EC");
        second = TestCertificate.make(shared, "-keyalg", "EC");
    }

    @Test
    void aPairThatCannotBeUsedIsToldOnceAndTheOldOneStays() throws Exception {
        first.writeTo(folder);
        TlsFiles files = new TlsFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        List<ILoggingEvent> lines = logOf(Tls.class);
        try (Tls tls = new Tls(files)) {
            tls.jetty().start();
            Files.writeString(files.certificate(), second.certificatePem());
            Object before = tls.jetty().getSslContext();
            tls.reloadWhenChanged();
            tls.reloadWhenChanged();
            Object after = tls.jetty().getSslContext();
            Files.delete(files.key());
            tls.reloadWhenChanged();
            tls.reloadWhenChanged();
            Files.writeString(files.key(), second.keyPem());
            tls.reloadWhenChanged();
            Object mended = tls.jetty().getSslContext();

            assertThat(after).isSameAs(before);
            assertThat(mended).isNotSameAs(before);
            assertThat(lines)
                    .extracting(line -> line.getLevel() + " " + line.getFormattedMessage())
                    .containsExactly(
                            Level.WARN + " the TLS certificate stays as it was: " + files.key()
                                    + " is not the key of the certificate in " + files.certificate(),
                            Level.WARN + " the TLS certificate stays as it was: cannot read " + files.key(),
                            Level.INFO + " the TLS certificate was read anew");
        }
    }

    private static List<ILoggingEvent> logOf(Class<?> type) {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        Logger logger = (Logger) LoggerFactory.getLogger(type);
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
        return appender.list;
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void everyUsualKindOfKeyIsUsed(String kind) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "-keyalg", kind);
        certificate.writeTo(folder);

        new TlsFiles(folder.resolve("cert.pem"), folder.resolve("key.pem")).check();
    }

    @Test
    void whatIsNoPairIsToldInOneLine() throws Exception {
        Path certificate = Files.writeString(folder.resolve("cert.pem"), first.certificatePem());
        Path key = Files.writeString(folder.resolve("key.pem"), first.keyPem());
        Path other = Files.writeString(folder.resolve("other.pem"), second.keyPem());
        Path encrypted = Files.writeString(
                folder.resolve("encrypted.pem"), first.keyPem().replace("PRIVATE", "ENCRYPTED PRIVATE"));
        Path missing = folder.resolve("missing.pem");

        assertThat(problem(missing, key)).isEqualTo("cannot read " + missing);
        assertThat(problem(certificate, missing)).isEqualTo("cannot read " + missing);
        assertThat(problem(key, key)).isEqualTo("there is no PEM certificate in " + key);
        assertThat(problem(certificate, encrypted))
                .isEqualTo("there is no 'BEGIN PRIVATE KEY' in " + encrypted
                        + ": convert another form with 'openssl pkcs8 -topk8 -nodes'");
        assertThat(problem(certificate, other))
                .isEqualTo(other + " is not the key of the certificate in " + certificate);
    }

    private static String problem(Path certificate, Path key) {
        return catchThrowableOfType(TlsFiles.Unusable.class, () -> new TlsFiles(certificate, key).check())
                .getMessage();
    }
}
