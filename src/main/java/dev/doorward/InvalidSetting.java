package dev.doorward;

/** A setting that cannot be used: one line for the operator, and exit code 2. */
public final class InvalidSetting extends RuntimeException {
    public InvalidSetting(String line) {
        super(line, null, false, false);
    }
}
