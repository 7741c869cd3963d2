package dev.guildhall.extensions.internal.storage;

import static dev.guildhall.db.Tables.EXTENSION_STORAGE;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ForeignTx;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.erasure.TracePatterns;
import dev.guildhall.core.erasure.Traces;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Replaces what tells of somebody in the texts that extensions have stored, as the owner of their tables, some blocks at a
 * time. The extensions' own triggers run, and what they write down meanwhile is looked through as well.
 */
public final class StoreErasure implements Erasing {

    private static final Duration LIMIT = Duration.ofSeconds(110);
    private static final long BLOCKS = 1_024;
    private static final int ROUNDS = 3;

    private static final String SETTINGS =
            "select set_config('row_security', 'off', true), set_config('statement_timeout', '110s', true)";
    private static final String TABLES = "select name, blocks from guildhall_door.texts_of(null)";
    private static final String ERASE =
            "select guildhall_door.erase_texts(null, $1, $2, $3, $4, $5, $6, $7) as changed";
    // What was computed from the tables is computed anew.
    private static final String REFRESH = "select guildhall_door.fasten_tables('{}')";

    private static final Sql<InstallationKey> PLACES = Sql.rows(
            select(EXTENSION_STORAGE.WORKSPACE_ID, EXTENSION_STORAGE.EXTENSION_KEY)
                    .from(EXTENSION_STORAGE)
                    .orderBy(EXTENSION_STORAGE.WORKSPACE_ID, EXTENSION_STORAGE.EXTENSION_KEY),
            row -> new InstallationKey(
                    new WorkspaceId(row.get(EXTENSION_STORAGE.WORKSPACE_ID)),
                    row.get(EXTENSION_STORAGE.EXTENSION_KEY)));

    private final Database database;
    private final ExtensionSchemas schemas;

    public StoreErasure(Database database, ExtensionSchemas schemas) {
        this.database = database;
        this.schemas = schemas;
    }

    private record Sized(String table, long blocks) {}

    @Override
    public Future<Map<String, Long>> erase(Traces of) {
        var patterns = of.patterns();
        return database.list(Tenant.PLATFORM, PLACES).compose(places -> {
            var done = Future.succeededFuture(0L);
            for (var place : places) {
                done = done.compose(before -> database.inTransaction(place.workspace(), tx -> schemas.open(tx, place))
                        .compose(open -> erase(place, SchemaChoice.USED, patterns, ROUNDS))
                        .compose(rows -> erase(place, SchemaChoice.KEPT, patterns, ROUNDS)
                                .map(kept -> before + rows + kept)));
            }
            return done.map(rows -> Map.of("extension_storage", rows));
        });
    }

    private Future<Long> erase(InstallationKey place, SchemaChoice choice, TracePatterns patterns, int rounds) {
        return asOwner(place, choice, StoreErasure::tables)
                .compose(tables -> {
                    var done = Future.succeededFuture(0L);
                    for (var table : tables) {
                        for (var first = 0L; first < table.blocks(); first += BLOCKS) {
                            var some = Tuple.of(
                                    table.table(),
                                    first,
                                    first + BLOCKS,
                                    patterns.addresses(),
                                    patterns.telling(),
                                    patterns.names(),
                                    patterns.named());
                            done = done.compose(before -> asOwner(
                                            place,
                                            choice,
                                            tx -> tx.run(ERASE, some)
                                                    .map(rows -> rows.iterator()
                                                            .next()
                                                            .getLong("changed")))
                                    .map(changed -> before + changed));
                        }
                    }
                    return done;
                })
                .compose(changed -> changed == 0
                        ? Future.succeededFuture(0L)
                        : again(place, choice, patterns, rounds).map(more -> changed + more));
    }

    private Future<Long> again(InstallationKey place, SchemaChoice choice, TracePatterns patterns, int rounds) {
        return rounds == 1
                ? asOwner(place, choice, tx -> tx.run(REFRESH, Tuple.tuple()).map(0L))
                : asOwner(place, choice, tx -> tx.run(REFRESH, Tuple.tuple()).mapEmpty())
                        .compose(refreshed -> erase(place, choice, patterns, rounds - 1));
    }

    private static Future<List<Sized>> tables(ForeignTx tx) {
        return tx.run(TABLES, Tuple.tuple()).map(rows -> {
            var all = new ArrayList<Sized>();
            rows.forEach(row -> all.add(new Sized(row.getString("name"), row.getLong("blocks"))));
            return all;
        });
    }

    private <T> Future<T> asOwner(InstallationKey place, SchemaChoice choice, Function<ForeignTx, Future<T>> work) {
        return schemas.asOwner(
                place.workspace(),
                place.extensionKey(),
                choice,
                LIMIT,
                tx -> tx.run(SETTINGS, Tuple.tuple()).compose(set -> work.apply(tx)));
    }
}
