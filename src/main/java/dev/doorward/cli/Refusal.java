package dev.doorward.cli;

/** Why a command does nothing: one line for the operator, and exit code 1. */
final class Refusal extends RuntimeException {
    Refusal(String line) {
        super(line, null, false, false);
    }
}
