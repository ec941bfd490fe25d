package dev.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Files in {@code src/test/resources} that say what the product does. A test compares with them; {@code make accept} sets
 * {@code doorward.accept}, and they are rewritten instead, for a person to read as a diff.
 */
final class GoldenFile {
    private static final boolean ACCEPT = Boolean.getBoolean("doorward.accept");
    private static final Path FOLDER = Path.of("src", "test", "resources");

    private GoldenFile() {}

    /** The file's path, for reading. */
    static Path path(String name) {
        return FOLDER.resolve(name);
    }

    /** Fails unless the file holds this text. */
    static void compare(String name, String text) {
        Path file = path(name);
        try {
            if (ACCEPT) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
            assertThat(file)
                    .as("'make accept' writes it, to be read before it is committed")
                    .exists();
            assertThat(text).as(name).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails unless the folder's files whose names pass are exactly these: one that nothing writes any more is a leftover. */
    static void compareNames(String folder, Predicate<String> which, Set<String> names) {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(path(folder))) {
            files.map(file -> file.getFileName().toString()).filter(which).forEach(found::add);
            if (ACCEPT) {
                for (String name : found) {
                    if (!names.contains(name)) {
                        Files.delete(path(folder).resolve(name));
                    }
                }
                found.retainAll(names);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(found).isEqualTo(new TreeSet<>(names));
    }
}
