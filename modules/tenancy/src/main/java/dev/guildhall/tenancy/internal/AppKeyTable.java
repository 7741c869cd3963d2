package dev.guildhall.tenancy.internal;

import static dev.guildhall.db.Tables.APP_KEY;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.LastUse;
import dev.guildhall.core.security.LastUses;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.AppKey;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.SelectJoinStep;

/** All SQL on the table {@code app_key}. */
public final class AppKeyTable {

    private static final Columns<AppKey> COLUMNS = Columns.of(APP_KEY.ID, AppKey::id)
            .and(APP_KEY.APP_ID, key -> key.app().value())
            .and(APP_KEY.NAME, AppKey::name)
            .and(APP_KEY.HINT, AppKey::hint)
            .and(APP_KEY.CREATED_AT, AppKey::createdAt)
            .and(APP_KEY.EXPIRES_AT, AppKey::expiresAt)
            .and(APP_KEY.LAST_USED_AT, APP_KEY.LAST_USED_FROM);

    public static final ListFields<AppKey> LIST = ListFields.<AppKey>named("app keys")
            .field("createdAt", timestamp(), APP_KEY.CREATED_AT, AppKey::createdAt)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), APP_KEY.ID, AppKey::id);

    private static final ParameterizedSql<Hashed, Void> INSERT = ParameterizedSql.change(hashed -> insertInto(APP_KEY)
            .set(hashed.values(COLUMNS, Hashed::key))
            .set(APP_KEY.KEY_HASH, hashed.value(APP_KEY.KEY_HASH, Hashed::hash)));

    private static final ParameterizedSql<OfApp, AppKey> DELETE = ParameterizedSql.rows(
            key -> deleteFrom(APP_KEY)
                    .where(key.eq(APP_KEY.ID, OfApp::id))
                    .and(key.eq(APP_KEY.APP_ID, wanted -> wanted.app().value()))
                    .returning(COLUMNS.fields()),
            AppKeyTable::key);

    private static final ParameterizedSql<byte[], AppKey> FIND =
            ParameterizedSql.rows(hash -> keys().where(hash.eq(APP_KEY.KEY_HASH)), AppKeyTable::key);

    private static final ParameterizedSql<LastUses, UUID> NOTE_USE = LastUses.writtenTo(APP_KEY);

    private record Hashed(AppKey key, byte[] hash) {}

    private record OfApp(AppId app, UUID id) {}

    public Future<Optional<AppKey>> find(Database database, byte[] hash) {
        return database.first(Tenant.PLATFORM, FIND.with(hash));
    }

    /** Notes when each of some keys was used last; see {@link LastUses#writtenTo}. */
    Future<List<UUID>> noteUse(Database database, Map<UUID, LastUse> last) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.list(NOTE_USE.with(LastUses.of(last))));
    }

    public Future<Page<AppKey>> list(Database database, AppId app, PageRequest<AppKey> page) {
        return page.read(
                database,
                Tenant.PLATFORM,
                asked -> keys().where(APP_KEY.APP_ID.eq(app.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                AppKeyTable::key);
    }

    public Future<Integer> insert(Tx tx, AppKey key, byte[] hash) {
        return tx.execute(INSERT.with(new Hashed(key, hash)));
    }

    /** The key that was deleted; empty when the app has none of that id. */
    public Future<Optional<AppKey>> delete(Tx tx, AppId app, UUID id) {
        return tx.first(DELETE.with(new OfApp(app, id)));
    }

    private static SelectJoinStep<Record> keys() {
        return select(COLUMNS.fields()).from(APP_KEY);
    }

    private static AppKey key(ResultRow row) {
        return new AppKey(
                row.get(APP_KEY.ID),
                new AppId(row.get(APP_KEY.APP_ID)),
                row.get(APP_KEY.NAME),
                row.get(APP_KEY.HINT),
                row.instant(APP_KEY.CREATED_AT),
                Optional.ofNullable(row.instant(APP_KEY.EXPIRES_AT)),
                Optional.ofNullable(row.instant(APP_KEY.LAST_USED_AT))
                        .map(at -> new LastUse(at, row.get(APP_KEY.LAST_USED_FROM))));
    }
}
