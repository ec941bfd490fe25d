package dev.doorward.db;

/** What is done in one transaction. It may run on another thread than its caller's, and must not keep the {@link Tx}. */
@FunctionalInterface
public interface Work<T> {
    T run(Tx tx);
}
