package dev.doorward.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doorward.TestClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only SQLite does: one writer, whose turn may not come. */
@Tag("sqlite")
class SqliteTest {
    @TempDir
    private Path folder;

    private Db db;

    @BeforeEach
    void open() {
        db = new Db(new Location.Folder(folder, Location.Opener.SERVER), TestClock.fixed(Instant.EPOCH), new Random(1));
        db.migrate();
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void aWriteWhoseTurnDoesNotComeIsDroppedAndNeverRun() throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("doorward.db"))) {
            other.createStatement().execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> db.writeInstallation(tx -> DbTest.insert(tx, 1)))
                    .isInstanceOf(DbException.Busy.class);
            other.createStatement().execute("ROLLBACK");
        }

        db.writeInstallation(tx -> DbTest.insert(tx, 2));

        assertThat(db.read(DbTest::numbers)).containsExactly(2);
    }
}
