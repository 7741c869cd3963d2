package dev.guildhall.extensions.internal.storage;

import static dev.guildhall.db.Tables.EXTENSION_STAGING;
import static dev.guildhall.db.Tables.EXTENSION_STORAGE;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ForeignTx;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.TableRows;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.types.DayToSecond;

/** The copies of an extension's data that upgrades work on and rollbacks go back to; see V105. */
public final class ExtensionCopies {

    private static final Duration ABANDONED = Duration.ofMinutes(10);
    private static final Duration COUNTING = Duration.ofSeconds(10);

    private static final String COPY = "select guildhall_door.copy_tables($1)";
    private static final String COUNT = "select table_name, row_count from guildhall_door.count_rows($1)";

    private record Copy(InstallationKey place, String schema) {}

    private static final ParameterizedSql<InstallationKey, Boolean> EXISTS = ParameterizedSql.rows(
            place -> select(field(
                            "guildhall.has_extension_storage({0}, {1})",
                            Boolean.class,
                            place.value(EXTENSION_STORAGE.WORKSPACE_ID, InstallationKey::workspace),
                            place.value(EXTENSION_STORAGE.EXTENSION_KEY, InstallationKey::extensionKey))
                    .as("present")),
            row -> row.get(field("present", Boolean.class)));

    private static final ParameterizedSql<InstallationKey, Void> LOCK = ofPlace("lock_extension_tables");
    private static final ParameterizedSql<InstallationKey, Void> OPEN_KEPT = ofPlace("open_kept_extension_storage");
    private static final ParameterizedSql<InstallationKey, Void> USE_KEPT = ofPlace("swap_in_kept_extension_storage");
    private static final ParameterizedSql<InstallationKey, Void> DROP_KEPT = ofPlace("drop_kept_extension_storage");
    private static final ParameterizedSql<Copy, Void> STAGE = ofCopy("stage_extension_storage");
    private static final ParameterizedSql<Copy, Void> USE_STAGED = ofCopy("swap_in_extension_staging");

    private static final ParameterizedSql<Copy, Void> DROP_STAGED = ParameterizedSql.rows(
            copy -> select(field(
                    "guildhall.drop_extension_staging({0}, {1})",
                    SQLDataType.OTHER,
                    copy.value(EXTENSION_STORAGE.WORKSPACE_ID, of -> of.place().workspace()),
                    copy.value(String.class, Copy::schema))),
            row -> null);

    private static final Sql<Copy> ABANDONED_ONES = Sql.rows(
            select(EXTENSION_STAGING.WORKSPACE_ID, EXTENSION_STAGING.EXTENSION_KEY, EXTENSION_STAGING.SCHEMA_NAME)
                    .from(EXTENSION_STAGING)
                    .where(EXTENSION_STAGING.CREATED_AT.lt(
                            currentOffsetDateTime().minus(inline(DayToSecond.valueOf(ABANDONED))))),
            row -> new Copy(
                    new InstallationKey(
                            new WorkspaceId(row.get(EXTENSION_STAGING.WORKSPACE_ID)),
                            row.get(EXTENSION_STAGING.EXTENSION_KEY)),
                    row.get(EXTENSION_STAGING.SCHEMA_NAME)));

    private final Database database;
    private final ExtensionSchemas schemas;

    public ExtensionCopies(Database database, ExtensionSchemas schemas) {
        this.database = database;
        this.schemas = schemas;
    }

    private static ParameterizedSql<InstallationKey, Void> ofPlace(String function) {
        return ParameterizedSql.rows(
                place -> select(DSL.function(
                        DSL.name("guildhall", function),
                        SQLDataType.OTHER,
                        place.value(EXTENSION_STORAGE.WORKSPACE_ID, InstallationKey::workspace),
                        place.value(EXTENSION_STORAGE.EXTENSION_KEY, InstallationKey::extensionKey))),
                row -> null);
    }

    private static ParameterizedSql<Copy, Void> ofCopy(String function) {
        return ParameterizedSql.rows(
                copy -> select(DSL.function(
                        DSL.name("guildhall", function),
                        SQLDataType.OTHER,
                        copy.value(
                                EXTENSION_STORAGE.WORKSPACE_ID, of -> of.place().workspace()),
                        copy.value(
                                EXTENSION_STORAGE.EXTENSION_KEY,
                                of -> of.place().extensionKey()),
                        copy.value(String.class, Copy::schema))),
                row -> null);
    }

    /** Whether the extension has tables, or could have any. */
    public Future<Boolean> exists(Tx tx, InstallationKey place) {
        return tx.first(EXISTS.with(place)).map(found -> found.orElseThrow());
    }

    /** Makes an empty schema for an upgrade, and what it is to be copied from if there is none; committed before use. */
    public Future<Void> stage(Tx tx, InstallationKey place, SchemaChoice staged) {
        return schemas.open(tx, place)
                .compose(open -> name(place, staged))
                .compose(name -> tx.list(STAGE.with(new Copy(place, name))))
                .mapEmpty();
    }

    public Future<Void> dropStaged(Tx tx, InstallationKey place, SchemaChoice staged) {
        return name(place, staged)
                .compose(name -> tx.list(DROP_STAGED.with(new Copy(place, name))))
                .mapEmpty();
    }

    /** Nobody writes to the tables in use until the transaction ends. */
    public Future<Void> lock(Tx tx, InstallationKey place) {
        return tx.list(LOCK.with(place)).mapEmpty();
    }

    /** Copies the rows of the tables in use into those of the session's schema, which are made the same way. */
    public Future<Void> fill(ForeignTx tx, InstallationKey place) {
        return schemas.name(place.workspace(), place.extensionKey(), SchemaChoice.USED)
                .compose(source -> tx.run(COPY, Tuple.of(source)))
                .mapEmpty();
    }

    /** Puts the copy in the place of what is in use, which is kept. */
    public Future<Void> use(Tx tx, InstallationKey place, SchemaChoice staged) {
        return name(place, staged)
                .compose(name -> tx.list(USE_STAGED.with(new Copy(place, name))))
                .mapEmpty();
    }

    /** Lets the former version's code look at what is kept; committed before that is tried. */
    public Future<Void> openKept(Tx tx, InstallationKey place) {
        return tx.list(OPEN_KEPT.with(place)).mapEmpty();
    }

    /** Puts what is kept in the place of what is in use, which goes. */
    public Future<Void> useKept(Tx tx, InstallationKey place) {
        return tx.list(USE_KEPT.with(place)).mapEmpty();
    }

    public Future<Void> dropKept(Tx tx, InstallationKey place) {
        return tx.list(DROP_KEPT.with(place)).mapEmpty();
    }

    /** How many rows there are in each table, and how many there were in what is kept; empty when nothing is stored. */
    public Future<List<TableRows>> rows(InstallationKey place) {
        return database.inTransaction(place.workspace(), tx -> exists(tx, place))
                .compose(exists -> exists ? counted(place) : Future.succeededFuture(List.of()));
    }

    private Future<List<TableRows>> counted(InstallationKey place) {
        return Future.all(
                        schemas.name(place.workspace(), place.extensionKey(), SchemaChoice.USED),
                        schemas.name(place.workspace(), place.extensionKey(), SchemaChoice.KEPT))
                .compose(names -> schemas.asOwner(
                        place.workspace(),
                        place.extensionKey(),
                        SchemaChoice.USED,
                        COUNTING,
                        tx -> counts(tx, names.resultAt(0))
                                .compose(now -> counts(tx, names.resultAt(1)).map(then -> merged(now, then)))));
    }

    private static Future<Map<String, Long>> counts(ForeignTx tx, String schema) {
        return tx.run(COUNT, Tuple.of(schema)).map(rows -> {
            var counts = new TreeMap<String, Long>();
            rows.forEach(row -> counts.put(row.getString("table_name"), row.getLong("row_count")));
            return counts;
        });
    }

    private static List<TableRows> merged(Map<String, Long> now, Map<String, Long> then) {
        var tables = new TreeMap<>(now);
        then.forEach((table, rows) -> tables.putIfAbsent(table, 0L));
        var merged = new ArrayList<TableRows>();
        tables.forEach((table, rows) -> merged.add(new TableRows(table, rows, then.getOrDefault(table, 0L))));
        return merged;
    }

    /** Drops the copies of upgrades that have come to nothing. */
    public Future<Void> dropAbandoned() {
        return database.list(Tenant.PLATFORM, ABANDONED_ONES).compose(copies -> {
            var dropped = Future.<Void>succeededFuture();
            for (var copy : copies) {
                dropped = dropped.compose(before -> database.inTransaction(
                        copy.place().workspace(),
                        tx -> tx.list(DROP_STAGED.with(copy)).mapEmpty()));
            }
            return dropped;
        });
    }

    private Future<String> name(InstallationKey place, SchemaChoice choice) {
        return schemas.name(place.workspace(), place.extensionKey(), choice);
    }
}
