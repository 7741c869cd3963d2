package dev.guildhall.extensions.internal.storage;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ForeignTx;
import dev.guildhall.core.database.Tx;
import dev.guildhall.extensions.MigrationScript;
import dev.guildhall.extensions.StoredSequence;
import dev.guildhall.extensions.StoredTable;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes what an extension has stored elsewhere in a workspace that is not there yet: the tables by the migrations of its
 * version, then their rows. Each step is committed by itself, for nobody sees any of it before there is an installation;
 * what is not finished goes as the beginnings of installations do.
 */
public final class StoreWriter {

    /** Sessions that go on for two minutes are ended from outside. */
    private static final Duration LIMIT = Duration.ofSeconds(110);

    private static final String TAKE_TIME = "select set_config('statement_timeout', '110s', true)";
    private static final String RUN = "select guildhall_door.run($1)";
    private static final String LOOSEN = "select guildhall_door.loosen_tables() as restored";
    private static final String FASTEN = "select guildhall_door.fasten_tables($1)";
    private static final String TABLES = "select table_name, columns from guildhall_door.stored_tables()";
    private static final String SET = "select setval(cast($1 as regclass), $2, $3)";

    private final Database database;
    private final ExtensionSchemas schemas;
    private final InstallationKey place;
    private String[] restored = {};

    public StoreWriter(Database database, ExtensionSchemas schemas, InstallationKey place) {
        this.database = database;
        this.schemas = schemas;
        this.place = place;
    }

    /** Makes the tables, empty; gives which there are. */
    public Future<Set<StoredTable>> begin(List<MigrationScript> scripts) {
        return database.inTransaction(place.workspace(), this::touch)
                .compose(open -> asOwner(tx -> {
                    var made = Future.<Void>succeededFuture();
                    for (var script : scripts) {
                        made = made.compose(
                                before -> tx.run(RUN, Tuple.of(script.sql())).mapEmpty());
                    }
                    return made.compose(done -> tx.run(LOOSEN, Tuple.tuple()))
                            .map(loosened -> loosened.iterator().next().getArrayOfStrings("restored"))
                            .onSuccess(statements -> restored = statements)
                            .compose(loosened -> tables(tx));
                }));
    }

    /** Says that it is still being worked on. */
    public Future<Void> touch(Tx tx) {
        return schemas.beginMigration(tx, place.workspace(), place.extensionKey());
    }

    private static Future<Set<StoredTable>> tables(ForeignTx tx) {
        return tx.run(TABLES, Tuple.tuple()).map(rows -> {
            var all = new HashSet<StoredTable>();
            rows.forEach(row ->
                    all.add(new StoredTable(row.getString("table_name"), List.of(row.getArrayOfStrings("columns")))));
            return all;
        });
    }

    /** Writes rows, each a JSON object, into a table that was made. */
    public Future<Void> write(StoredTable table, List<String> rows) {
        var columns = table.columns().stream().map(SqlNames::quoted).collect(Collectors.joining(", "));
        var name = SqlNames.quoted(table.name());
        var insert = "insert into " + name + " (" + columns + ") overriding system value select " + columns
                + " from json_populate_recordset(cast(null as " + name + "), cast(cast($1 as text) as json))";
        var array = "[" + String.join(",", rows) + "]";
        return asOwner(tx -> tx.run(insert, Tuple.of(array)).mapEmpty());
    }

    /** Sets the sequences, and checks the tables' keys. */
    public Future<Void> finish(List<StoredSequence> sequences) {
        return asOwner(tx -> {
            var set = Future.<Void>succeededFuture();
            for (var sequence : sequences) {
                var at = Tuple.of(SqlNames.quoted(sequence.name()), sequence.value(), sequence.isCalled());
                set = set.compose(before -> tx.run(SET, at).mapEmpty());
            }
            return set.compose(done -> tx.run(FASTEN, Tuple.of(restored)).mapEmpty());
        });
    }

    /** Drops all of it. */
    public Future<Void> discard() {
        return database.inTransaction(
                place.workspace(),
                tx -> schemas.drop(tx, place.workspace(), place.extensionKey()).mapEmpty());
    }

    private <T> Future<T> asOwner(Function<ForeignTx, Future<T>> work) {
        return schemas.asOwner(
                place.workspace(),
                place.extensionKey(),
                LIMIT,
                tx -> tx.run(TAKE_TIME, Tuple.tuple()).compose(patient -> work.apply(tx)));
    }
}
