package dev.doorward.journal;

/** What has an id of its own. */
public interface Identified {
    /** The id, such as {@code invite_01…}. */
    String id();
}
