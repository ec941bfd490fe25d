package dev.doorward.journal;

import dev.doorward.access.Action;
import dev.doorward.access.Caller;
import dev.doorward.db.Tx;
import dev.doorward.http.Request;
import dev.doorward.http.Route;
import java.util.List;

/** The endpoint {@code /doorward/v1/journal}. */
public final class JournalRoutes {
    private final Journal journal;

    public JournalRoutes(Journal journal) {
        this.journal = journal;
    }

    /** Every endpoint of this group. */
    public List<Route> routes() {
        return List.of(Route.get("/doorward/v1/journal", Action.READ_JOURNAL, this::page));
    }

    private Journal.Page page(Tx tx, Caller caller, Request request) {
        return journal.page(
                tx,
                caller,
                request.query().number("after"),
                JournalFilter.read(request.query()),
                request.query().limit());
    }
}
