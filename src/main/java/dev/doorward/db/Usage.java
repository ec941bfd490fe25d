package dev.doorward.db;

/**
 * Connections, and who waits for them.
 *
 * @param most how many there may be
 * @param inUse how many work just now
 * @param waiting how many reads or writes wait for one
 */
public record Usage(int most, int inUse, int waiting) {}
