package dev.doorward.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The lock on the {@code turn} file of a data folder, by which a command gets its turn beside a busy server.
 *
 * <p>SQLite's own write lock is not fair: a process that commits batch after batch starves another one. So a command
 * holds this lock from before its transaction to its commit, and the server takes it and lets it go before each batch: a
 * command waits for one batch at most.
 */
final class Turn implements AutoCloseable {
    private static final long RETRY_NANOS = Duration.ofMillis(1).toNanos();

    private final FileChannel channel;
    private final boolean yields;

    /** With {@code yields}, the lock is let go at once: the server's way. */
    Turn(Path folder, boolean yields) {
        this.yields = yields;
        try {
            this.channel =
                    FileChannel.open(folder.resolve("turn"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new DbException.Unavailable("cannot open the file turn in the data folder: " + e.getMessage(), e);
        }
    }

    /** Waits for the turn, runs the work, and gives the turn back: before the work where this is the server's, after it otherwise. */
    void during(Runnable work) {
        try (FileLock lock = lock()) {
            if (yields) {
                lock.release();
            }
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FileLock lock() {
        while (true) {
            try {
                return channel.lock();
            } catch (OverlappingFileLockException _) {
                LockSupport.parkNanos(
                        RETRY_NANOS); // Another database object of this same process has it: the JVM does not wait for
                // itself.
            } catch (IOException e) {
                throw new DbException.Unavailable("cannot lock the file turn: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
