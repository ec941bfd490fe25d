package dev.doorward.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The current row of a result, read by column name. It is valid only inside the reader it was handed to. */
public final class Row {
    private final ResultSet result;
    private final Map<String, Integer> columns;

    Row(ResultSet result, Map<String, Integer> columns) {
        this.result = result;
        this.columns = columns;
    }

    /** A text column; null where the column is. */
    public String text(String column) {
        try {
            return result.getString(index(column));
        } catch (SQLException e) {
            throw new DbException("cannot read column " + column, e);
        }
    }

    /** A text column that may be null. */
    public Optional<String> optionalText(String column) {
        return Optional.ofNullable(text(column));
    }

    /** A whole number that is never null. */
    public long number(String column) {
        try {
            return result.getLong(index(column));
        } catch (SQLException e) {
            throw new DbException("cannot read column " + column, e);
        }
    }

    /** A yes or no, stored as 1 or 0. */
    public boolean flag(String column) {
        return number(column) != 0;
    }

    /** A time stored as microseconds since 1970; null where the column is. */
    public Instant instant(String column) {
        try {
            long micros = result.getLong(index(column));
            return result.wasNull() ? null : Micros.instant(micros);
        } catch (SQLException e) {
            throw new DbException("cannot read column " + column, e);
        }
    }

    /** A column of bytes; null where the column is. */
    public byte[] bytes(String column) {
        try {
            return result.getBytes(index(column));
        } catch (SQLException e) {
            throw new DbException("cannot read column " + column, e);
        }
    }

    private int index(String column) {
        Integer index = columns.get(column);
        if (index == null) {
            throw new DbException("the statement selects no column " + column, null);
        }
        return index;
    }

    /** Makes a value of the current row. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Row row);
    }
}
