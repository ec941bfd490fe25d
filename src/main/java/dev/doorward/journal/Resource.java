package dev.doorward.journal;

/**
 * A thing as the wire shows it: what the journal may keep before and after a change.
 *
 * <p>No wire record has a secret in it (a test walks them all), so no secret can reach the journal.
 */
public interface Resource extends Identified {
    /** The wire's {@code type}, such as {@code invite}. */
    String type();

    /** What the journal finds it by: its id, or for a workspace's member {@code WORKSPACE_ID/USER_ID}. */
    @Override
    String id();
}
