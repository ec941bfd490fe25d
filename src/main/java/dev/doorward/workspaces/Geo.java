package dev.doorward.workspaces;

import java.util.List;
import java.util.Locale;

/** Where inference may take place (contract 5). */
public enum Geo {
    GLOBAL,
    US;

    /** Every one. */
    static final List<Geo> ALL = List.of(values());

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
