package dev.doorward.journal;

import dev.doorward.http.Query;
import java.util.Optional;

/** What a part of the journal is narrowed to: the id of who did it, the id of what it was done to, what was done. */
public record JournalFilter(Optional<String> actor, Optional<String> object, Optional<String> action) {
    static JournalFilter read(Query query) {
        return new JournalFilter(query.text("actor"), query.text("object"), query.text("action"));
    }
}
