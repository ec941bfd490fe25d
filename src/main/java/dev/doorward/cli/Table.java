package dev.doorward.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The columns of a table for people. */
final class Table<T> {
    private static final String GAP = "  ";

    private final List<Column<T>> columns = new ArrayList<>();

    private record Column<T>(String title, Function<T, ?> value) {}

    /** Adds a column on the right. Null shows as {@code -}, a time without fractions of a second. */
    Table<T> column(String title, Function<T, ?> value) {
        columns.add(new Column<>(title, value));
        return this;
    }

    /** The titles. */
    List<String> titles() {
        return columns.stream().map(Column::title).toList();
    }

    /** The cells of a row. */
    List<String> cells(T row) {
        return columns.stream().map(column -> text(column.value().apply(row))).toList();
    }

    private static String text(Object value) {
        return switch (value) {
            case null -> "-";
            case Instant time -> time.truncatedTo(ChronoUnit.SECONDS).toString();
            default -> value.toString();
        };
    }

    /** Lines with every column as wide as its widest cell among these rows. */
    static List<String> align(List<List<String>> rows, int[] widths) {
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i));
            line.repeat(' ', widths[i] - length(cells.get(i))).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
