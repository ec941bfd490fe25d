package dev.doorward.db;

import java.util.Locale;

/** One line of a check, for the operator: fine as it is, worth a look, or in need of one. */
public record Finding(Level level, String text) {
    /** How bad it is. */
    public enum Level {
        OK,
        WARNING,
        PROBLEM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** All is well. */
    public static Finding ok(String text) {
        return new Finding(Level.OK, text);
    }

    /** Nothing fails, but somebody should look. */
    public static Finding warning(String text) {
        return new Finding(Level.WARNING, text);
    }

    /** Something fails, or will. */
    public static Finding problem(String text) {
        return new Finding(Level.PROBLEM, text);
    }

    /** Fine if the condition holds; a problem otherwise. */
    static Finding require(boolean condition, String text) {
        return new Finding(condition ? Level.OK : Level.PROBLEM, text);
    }
}
