package dev.doorward.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of its own, mounted on a folder until it is closed. Needs root, and a system that lets root mount. */
final class Disk implements AutoCloseable {
    private final Path folder;

    private Disk(Path folder) {
        this.folder = folder;
    }

    /** Makes an image file with an empty ext4 in it. */
    static Path image(Path file, int megabytes) throws IOException {
        Shell.run("truncate", "-s", megabytes + "M", file.toString());
        Shell.run("mkfs.ext4", "-q", "-F", file.toString());
        return file;
    }

    /** Mounts an image file; what its journal holds is replayed first, as after a power cut. Skips the test where that cannot be. */
    static Disk mount(Path image, Path folder) throws IOException {
        return mounted(folder, "-t", "ext4", "-o", "loop", image.toString());
    }

    /** Mounts a file system in memory. Skips the test where that cannot be. */
    static Disk memory(Path folder, int megabytes) throws IOException {
        return mounted(folder, "-t", "tmpfs", "-o", "mode=0700,size=" + megabytes + "m", "doorward-test");
    }

    private static Disk mounted(Path folder, String... what) throws IOException {
        Files.createDirectories(folder);
        String[] command = new String[what.length + 2];
        command[0] = "mount";
        System.arraycopy(what, 0, command, 1, what.length);
        command[command.length - 1] = folder.toString();
        assumeTrue(
                Shell.succeeds("test", "-w", "/dev/loop-control") && Shell.succeeds(command),
                "SKIPPED: this test must be able to mount a file system: run it as root");
        return new Disk(folder);
    }

    /** Writes until there is no room for one more byte, and returns the file that took it. */
    Path fill() throws IOException {
        Path ballast = folder.resolve("ballast");
        for (int size = 1 << 16; size > 0; size /= 16) {
            byte[] bytes = new byte[size];
            try (OutputStream out =
                    Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                while (true) {
                    out.write(bytes);
                }
            } catch (IOException _) {
                // Full, for pieces of this size.
            }
        }
        return ballast;
    }

    /** Makes this a disk that failed: the file system stops in the middle, and is read-only from then on. */
    void fail() throws IOException {
        Shell.run("mount", "-o", "remount,abort", folder.toString());
    }

    /** Makes this a disk that hangs: whoever writes to it waits. */
    void freeze() throws IOException {
        Shell.run("fsfreeze", "-f", folder.toString());
    }

    void thaw() throws IOException {
        Shell.run("fsfreeze", "-u", folder.toString());
    }

    @Override
    public void close() {
        if (!Shell.succeeds("umount", folder.toString())) {
            Shell.succeeds(
                    "umount", "-l", folder.toString()); // Somebody looks at it still: it goes when they have left.
        }
    }
}
