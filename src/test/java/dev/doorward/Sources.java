package dev.doorward;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The text of the product's sources, for rules that only the text shows. */
final class Sources {
    private static final Path FOLDER = Path.of("src", "main", "java");

    private Sources() {}

    /** Each file's text by its simple class name. */
    static Map<String, String> byClass() {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sources;
    }
}
