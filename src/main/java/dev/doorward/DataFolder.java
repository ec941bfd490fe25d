package dev.doorward;

import com.sun.security.auth.module.UnixSystem;
import dev.doorward.credentials.Pepper;
import dev.doorward.db.Db;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The folder in which an installation lives: who may work in it, its pepper file, and the lock of the one server. */
public final class DataFolder {
    private final Path folder;
    private FileChannel serverLock; // Kept here because a channel that is garbage is closed, and its lock gone.

    public DataFolder(Path folder) {
        this.folder = folder;
    }

    /** Why a command cannot work here: one line for the operator, and exit code 1. */
    public static final class Unusable extends RuntimeException {
        public Unusable(String line) {
            super(line, null, false, false);
        }
    }

    /** Makes the folder where it is missing, readable by its owner only. */
    public DataFolder create() {
        try {
            Db.createFolder(folder);
        } catch (IOException e) {
            throw new Unusable("cannot make the data folder " + folder + ": " + reason(e));
        }
        return this;
    }

    /** Makes sure that the folder is there and that it is ours: files of another user in it would lock its owner out. */
    public DataFolder requireOwn() {
        if (!Files.isDirectory(folder)) {
            throw new Unusable("there is no data folder " + folder + ": run 'doorward serve' or 'doorward init' first");
        }
        try {
            int owner = (int) Files.getAttribute(folder, "unix:uid");
            if (owner != new UnixSystem().getUid()) {
                throw new Unusable("the data folder " + folder + " belongs to another user: run this as sudo -u "
                        + sudoName(owner) + " doorward …");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** How sudo is told a user: by name, or by number where the machine has no name for it. */
    private String sudoName(int owner) throws IOException {
        String name = Files.getOwner(folder).getName();
        return name.equals(String.valueOf(owner)) ? "'#" + owner + "'" : name;
    }

    /** Whether there is a database in it. */
    public boolean inUse() {
        return Db.exists(folder);
    }

    /** Makes sure that there is a database in it. */
    public DataFolder requireUsed() {
        if (!inUse()) {
            throw new Unusable("there is no database in " + folder + ": run 'doorward serve' or 'doorward init' first");
        }
        return this;
    }

    /** Makes sure that there is no database in it. */
    public void requireUnused() {
        if (inUse()) {
            throw used();
        }
    }

    /** The refusal to make an installation where there is one. */
    Unusable used() {
        return new Unusable("the data folder " + folder + " is in use already");
    }

    /** The folder. */
    public Path path() {
        return folder;
    }

    private Path pepperFile() {
        return folder.resolve("pepper");
    }

    /** Whether there is a pepper file. */
    boolean hasPepper() {
        return Files.exists(pepperFile());
    }

    /** Makes the first pepper, where there is no pepper file. */
    public void createPepper(RandomGenerator random) {
        if (hasPepper()) {
            return;
        }
        try (FileChannel channel = FileChannel.open(
                pepperFile(),
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(java.nio.charset.StandardCharsets.US_ASCII.encode(
                    Pepper.mint(1, random).line() + "\n"));
            channel.force(true); // A key whose pepper a power cut took would be lost with it.
        } catch (IOException e) {
            throw new Unusable("cannot write " + pepperFile() + ": " + reason(e));
        }
    }

    /** The text of the peppers, from the settings or else the pepper file, which is read anew each time. */
    public Supplier<String> peppers(Settings settings) {
        return () -> settings.pepper().orElseGet(this::readPepper);
    }

    /** The text of the pepper file. */
    public String readPepper() {
        try {
            return Files.readString(pepperFile());
        } catch (IOException e) {
            throw new Unusable("cannot read the pepper: " + Setting.PEPPER.variable()
                    + " is not set, and as for the file " + pepperFile() + ": " + reason(e));
        }
    }

    /** What is wrong, in words: the message of these exceptions is the path alone. */
    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "a file of this name is in the way";
            case NoSuchFileException _ -> "there is no such file";
            default -> e.getMessage();
        };
    }

    /** Takes the lock that only one server has, and keeps it until {@link #unlock} or the program's end. */
    public void lockForServer() {
        try {
            FileChannel channel =
                    FileChannel.open(folder.resolve("serve.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new Unusable("another server is running on the data folder " + folder);
            }
            serverLock = channel;
        } catch (IOException e) {
            throw new Unusable("cannot lock the data folder " + folder + ": " + reason(e));
        }
    }

    /** Gives the server's lock back. */
    public void unlock() {
        try {
            if (serverLock != null) {
                serverLock.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
