package dev.doorward.db;

/** How many groups of writes were committed since the start, and how many writes there were in them. */
public record WriteGroups(long groups, long writes) {}
