package dev.doorward.backups;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * A hidden folder beside a file that is being made, readable by its owner only. The file gets its name when it is whole and
 * on the disk, and what is left over goes.
 */
final class Workbench implements AutoCloseable {
    private final Path file;
    private final Path folder;

    Workbench(Path file) {
        this.file = file.toAbsolutePath();
        try {
            this.folder = Files.createTempDirectory(this.file.getParent(), ".doorward-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** Gives what was made its name, which must be free; when this returns, a power cut changes nothing any more. */
    void publish(Path made) {
        try {
            force(made, StandardOpenOption.WRITE);
            Files.move(made, file);
            force(file.getParent(), StandardOpenOption.READ);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void force(Path path, StandardOpenOption access) throws IOException {
        try (FileChannel channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path left : files.toList()) {
                Files.delete(left);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
