package dev.doorward.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The lock on the {@code turn} file of a data folder, by which a command gets its turn beside a busy server.
 *
 * <p>SQLite's own write lock is not fair: a process that commits batch after batch starves another one. So a command
 * holds this lock from before its transaction to its commit, and the server takes it and lets it go before each batch: a
 * command waits for one batch at most.
 */
final class Turn implements AutoCloseable {
    private static final long RETRY_NANOS = Duration.ofNanos(200_000).toNanos();

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

    /**
     * Waits for the turn, runs the work, and gives the turn back: before the work where this is the server's, after it
     * otherwise. Returns whether the turn came in time; if not, the work was not begun.
     */
    boolean during(Duration patience, Runnable work) {
        Optional<FileLock> lock = lock(System.nanoTime() + patience.toNanos());
        if (lock.isEmpty()) {
            return false;
        }
        try (FileLock held = lock.get()) {
            if (yields) {
                held.release();
            }
            work.run();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks again and again: a wait that the system does would not end while a process that was stopped holds the lock. */
    private Optional<FileLock> lock(long deadline) {
        while (true) {
            Optional<FileLock> lock = tryLock();
            if (lock.isPresent() || System.nanoTime() > deadline) {
                return lock;
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private Optional<FileLock> tryLock() {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException _) {
            return Optional.empty(); // Another database object of this same process has it.
        } catch (IOException e) {
            throw new DbException.Unavailable("cannot lock the file turn: " + e.getMessage(), e);
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
