package dev.guildhall.core.database;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.resultQuery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * The rows of a query, each as the text of a JSON object of its columns, a page at a time: however many there are, few are
 * in memory. A transaction has one at a time.
 */
public final class RowCursor {

    private static final int FIRST_PAGE = 16;
    private static final int LARGEST_PAGE = 1024;
    private static final int PAGE_BYTES = 1 << 20;

    private static final Field<String> LINE = field(name("line"), String.class);

    private final Statements statements;
    private final Function<List<String>, Future<Void>> reader;

    private RowCursor(Statements statements, Function<List<String>, Future<Void>> reader) {
        this.statements = statements;
        this.reader = reader;
    }

    /** Runs a statement and gives the column {@code line} of its rows, if it has any. */
    @FunctionalInterface
    private interface Statements {

        Future<List<String>> run(String sql);
    }

    /** Gives all rows to the reader, in the order of the query, and waits for it after each page. */
    public static Future<Void> read(Tx tx, Select<?> rows, Function<List<String>, Future<Void>> reader) {
        var query = DSL.using(SQLDialect.POSTGRES).renderInlined(rows);
        return new RowCursor(sql -> tx.list(Sql.rows(resultQuery(sql), row -> row.get(LINE))), reader).all(query);
    }

    /** The same of a query in a foreign session. */
    public static Future<Void> read(ForeignTx tx, String rows, Function<List<String>, Future<Void>> reader) {
        return new RowCursor(sql -> tx.run(sql, Tuple.tuple()).map(RowCursor::lines), reader).all(rows);
    }

    private static List<String> lines(Iterable<Row> rows) {
        var lines = new ArrayList<String>();
        rows.forEach(row -> lines.add(row.getString(0)));
        return lines;
    }

    // A subquery keeps its order where nothing is done to it.
    private Future<Void> all(String rows) {
        return statements
                .run("declare archive_rows no scroll cursor for select cast(to_json(r) as text) as line from (" + rows
                        + ") r")
                .compose(declared -> page(FIRST_PAGE))
                .compose(read -> statements.run("close archive_rows"))
                .mapEmpty();
    }

    private Future<Void> page(int size) {
        return statements
                .run("fetch forward " + size + " from archive_rows")
                .compose(lines -> lines.isEmpty()
                        ? Future.succeededFuture()
                        : reader.apply(lines).compose(done -> page(next(size, lines))));
    }

    /** How many to fetch next, so that pages of rows of any size take about the same memory. */
    static int next(int size, List<String> lines) {
        var bytes = 0L;
        for (var line : lines) {
            bytes += line.getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > PAGE_BYTES) {
            return Math.max(1, size / 2);
        }
        return bytes < PAGE_BYTES / 4 ? Math.min(LARGEST_PAGE, size * 2) : size;
    }
}
