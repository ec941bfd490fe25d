package dev.doorward.journal;

import dev.doorward.http.Query;
import java.util.List;
import java.util.Optional;

/**
 * A part of the journal, in order.
 *
 * @param lastSeq where to go on: every row up to here was looked at, whether it passed the filter or not
 * @param hasMore whether there are rows behind {@code lastSeq}
 * @param head where the journal ended when it was read
 */
public record JournalPage(List<JournalRow> data, boolean hasMore, long lastSeq, Journal.Head head) {
    /** What a part of the journal is narrowed to: the id of who did it, the id of what it was done to, what was done. */
    public record Filter(Optional<String> actor, Optional<String> object, Optional<String> action) {
        static Filter read(Query query) {
            return new Filter(query.text("actor"), query.text("object"), query.text("action"));
        }
    }
}
