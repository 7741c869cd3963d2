package dev.guildhall.archive.internal;

import dev.guildhall.archive.Progress;
import dev.guildhall.archive.internal.Manifest.Part;
import dev.guildhall.core.archive.ArchivedTable;
import dev.guildhall.core.archive.Newcomer;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** Writes the rows of an archive as those of the workspace that comes out of it. */
final class Loading {

    private final Vertx vertx;
    private final ArchiveReader archive;
    private final NewIds ids;
    private final Set<UserId> accounts;
    private final Newcomer workspace;
    private final Progress progress;

    /** @param accounts those that there are, of the ones that rows need */
    Loading(
            Vertx vertx,
            ArchiveReader archive,
            NewIds ids,
            Set<UserId> accounts,
            Newcomer workspace,
            Progress progress) {
        this.vertx = vertx;
        this.archive = archive;
        this.ids = ids;
        this.accounts = accounts;
        this.workspace = workspace;
        this.progress = progress;
    }

    /** Writes the rows of one of the platform's tables. */
    Future<Void> load(Tx tx, ArchivedTable table, Part part) {
        var columns = new LinkedHashSet<>(part.columns());
        table.replaced().keySet().stream().map(Field::getName).forEach(columns::add);
        return pages(
                part,
                row -> arrived(table, row),
                rows -> tx.execute(insert(table, columns, rows)).mapEmpty());
    }

    /** Gives the rows of what an extension has stored to whoever writes them, with their new ids. */
    Future<Void> pages(Part part, Function<List<String>, Future<Void>> writer) {
        return pages(part, row -> row, writer);
    }

    private Future<Void> pages(Part part, UnaryOperator<String> change, Function<List<String>, Future<Void>> writer) {
        if (part.rows() == 0) {
            return Future.succeededFuture();
        }
        progress.tell(part.table() + ": " + part.rows() + " rows");
        return vertx.executeBlocking(() -> archive.lines(part))
                .compose(lines -> next(lines, change, writer)
                        .eventually(() -> vertx.executeBlocking(() -> {
                            lines.close();
                            return null;
                        })));
    }

    private Future<Void> next(Lines lines, UnaryOperator<String> change, Function<List<String>, Future<Void>> writer) {
        return vertx.executeBlocking(() -> changed(lines, change))
                .compose(page -> page.isEmpty()
                        ? Future.succeededFuture()
                        : writer.apply(page).compose(written -> next(lines, change, writer)));
    }

    private List<String> changed(Lines lines, UnaryOperator<String> change) throws IOException {
        var changed = new ArrayList<String>();
        for (var row : lines.page()) {
            changed.add(change.apply(ids.in(row)));
        }
        return changed;
    }

    private static Query insert(ArchivedTable table, Set<String> columns, List<String> rows) {
        var names = DSL.list(columns.stream().map(DSL::name).toList());
        return DSL.query(
                "insert into {0} ({1}) select {1} from json_populate_recordset(cast(null as {0}), cast(cast({2} as text)"
                        + " as json))",
                table.table(), names, DSL.val("[" + String.join(",", rows) + "]"));
    }

    private String arrived(ArchivedTable table, String row) {
        if (table.ownIds().isEmpty()
                && table.accounts().isEmpty()
                && table.replaced().isEmpty()) {
            return row;
        }
        var said = RowText.scalars(row);
        var arrived = row;
        for (var column : table.ownIds()) {
            var former = said.getString(column.getName());
            if (former != null) {
                arrived = RowText.replaced(arrived, column.getName(), former, ids.ofRow(former));
            }
        }
        for (var column : table.accounts()) {
            var user = said.getString(column.getName());
            if (user != null && !accounts.contains(new UserId(UUID.fromString(user)))) {
                arrived = RowText.replaced(arrived, column.getName(), user, null);
            }
        }
        for (var replaced : table.replaced().entrySet()) {
            arrived = RowText.with(
                    arrived, replaced.getKey().getName(), replaced.getValue().apply(said, workspace));
        }
        return arrived;
    }
}
