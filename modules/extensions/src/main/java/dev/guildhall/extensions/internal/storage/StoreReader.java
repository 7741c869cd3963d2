package dev.guildhall.extensions.internal.storage;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ForeignTx;
import dev.guildhall.core.database.RowCursor;
import dev.guildhall.extensions.ExtensionStores.TableReader;
import dev.guildhall.extensions.StoredSequence;
import dev.guildhall.extensions.StoredTable;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads all that an extension has stored in tables of its own in a workspace, as the owner of these. */
public final class StoreReader {

    /** Sessions that go on for two minutes are ended from outside. */
    private static final Duration LIMIT = Duration.ofSeconds(110);

    private static final String READ_ONLY = "set transaction isolation level repeatable read, read only";
    private static final String SETTINGS = "select set_config('timezone', 'UTC', true),"
            + " set_config('row_security', 'off', true), set_config('statement_timeout', '110s', true)";
    private static final String TABLES =
            "select table_name, is_partitioned, columns, key_columns from guildhall_door.stored_tables()";
    private static final String SEQUENCES =
            "select sequence_name, last_value, is_called from guildhall_door.stored_sequences()";

    private final Database database;
    private final ExtensionSchemas schemas;
    private final InstallationKey place;
    private final String snapshot;

    /** @param snapshot what is read, as a transaction that is open meanwhile has exported it */
    public StoreReader(Database database, ExtensionSchemas schemas, InstallationKey place, String snapshot) {
        this.database = database;
        this.schemas = schemas;
        this.place = place;
        this.snapshot = snapshot;
    }

    private record Source(StoredTable table, boolean isPartitioned, List<String> key) {

        static Source of(Row row) {
            var table = new StoredTable(row.getString("table_name"), List.of(row.getArrayOfStrings("columns")));
            return new Source(table, row.getBoolean("is_partitioned"), List.of(row.getArrayOfStrings("key_columns")));
        }

        // What has no key is ordered by all that it says.
        String rows() {
            return "select " + quoted(table.columns()) + " from " + (isPartitioned ? "" : "only ")
                    + SqlNames.quoted(table.name()) + " t order by "
                    + (key.isEmpty() ? "cast(to_json(t) as text)" : quoted(key));
        }

        private static String quoted(List<String> names) {
            return names.stream().map(SqlNames::quoted).collect(Collectors.joining(", "));
        }
    }

    /** Makes sure that the owner is let in. */
    public Future<Void> open() {
        return database.inTransaction(place.workspace(), tx -> schemas.open(tx, place));
    }

    public Future<List<StoredSequence>> sequences() {
        return inSnapshot(tx -> tx.run(SEQUENCES, Tuple.tuple()).map(rows -> {
            var all = new ArrayList<StoredSequence>();
            rows.forEach(row -> all.add(new StoredSequence(
                    row.getString("sequence_name"), row.getLong("last_value"), row.getBoolean("is_called"))));
            return all;
        }));
    }

    /** Gives all tables to the reader, one after the other. */
    public Future<Void> read(TableReader reader) {
        return inSnapshot(StoreReader::sources).compose(sources -> {
            var read = Future.<Void>succeededFuture();
            for (var source : sources) {
                read = read.compose(before ->
                        inSnapshot(tx -> reader.read(source.table(), page -> RowCursor.read(tx, source.rows(), page))));
            }
            return read;
        });
    }

    private static Future<List<Source>> sources(ForeignTx tx) {
        return tx.run(TABLES, Tuple.tuple()).map(rows -> {
            var all = new ArrayList<Source>();
            rows.forEach(row -> all.add(Source.of(row)));
            return all;
        });
    }

    private <T> Future<T> inSnapshot(Function<ForeignTx, Future<T>> work) {
        return schemas.asOwner(
                place.workspace(),
                place.extensionKey(),
                LIMIT,
                tx -> tx.run(READ_ONLY, Tuple.tuple())
                        .compose(begun ->
                                tx.run("set transaction snapshot " + SqlNames.literal(snapshot), Tuple.tuple()))
                        .compose(entered -> tx.run(SETTINGS, Tuple.tuple()))
                        .compose(set -> work.apply(tx)));
    }
}
