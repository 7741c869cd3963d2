package dev.guildhall.tenancy.internal;

import static dev.guildhall.db.Tables.APP;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.App;
import io.vertx.core.Future;
import java.util.Optional;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;

/** All SQL on the table {@code app}. */
public final class AppTable {

    private static final Columns<App> CHANGEABLE =
            Columns.of(APP.NAME, App::name).and(APP.UPDATED_AT, App::updatedAt);

    private static final Columns<App> COLUMNS = CHANGEABLE
            .and(APP.ID, app -> app.id().value())
            .and(APP.CREATED_AT, App::createdAt)
            .and(APP.REVISION);

    public static final ListFields<App> LIST = ListFields.<App>named("apps")
            .field("name", textIgnoringCase(), APP.NAME, App::name)
            .field("createdAt", timestamp(), APP.CREATED_AT, App::createdAt)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), APP.ID, app -> app.id().value());

    private static final ParameterizedSql<AppId, App> FIND =
            ParameterizedSql.rows(id -> apps().where(id.eq(APP.ID, AppId::value)), AppTable::app);

    private static final ParameterizedSql<AppId, App> LOCK = ParameterizedSql.rows(
            id -> apps().where(id.eq(APP.ID, AppId::value)).forUpdate(), AppTable::app);

    private static final ParameterizedSql<App, Void> INSERT =
            ParameterizedSql.change(app -> insertInto(APP).set(app.values(COLUMNS)));

    private static final ParameterizedSql<App, Void> WRITE = ParameterizedSql.change(app -> update(APP)
            .set(app.values(CHANGEABLE))
            .set(APP.REVISION, APP.REVISION.plus(inline(1L)))
            .where(app.eq(APP.ID, changed -> changed.id().value())));

    private static final ParameterizedSql<AppId, Void> DELETE =
            ParameterizedSql.change(id -> deleteFrom(APP).where(id.eq(APP.ID, AppId::value)));

    public Future<Optional<App>> find(Database database, AppId id) {
        return database.first(Tenant.PLATFORM, FIND.with(id));
    }

    /** @param only the one app that may be in it, if it may not be any */
    public Future<Page<App>> list(Database database, Optional<AppId> only, PageRequest<App> page) {
        return page.read(
                database,
                Tenant.PLATFORM,
                asked -> apps().where(only.map(id -> APP.ID.eq(id.value())).orElseGet(DSL::noCondition))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                AppTable::app);
    }

    public Future<Optional<App>> lock(Tx tx, AppId id) {
        return tx.first(LOCK.with(id));
    }

    public Future<Integer> insert(Tx tx, App app) {
        return tx.execute(INSERT.with(app));
    }

    public Future<Integer> write(Tx tx, App app) {
        return tx.execute(WRITE.with(app));
    }

    public Future<Integer> delete(Tx tx, AppId id) {
        return tx.execute(DELETE.with(id));
    }

    private static SelectJoinStep<Record> apps() {
        return select(COLUMNS.fields()).from(APP);
    }

    private static App app(ResultRow row) {
        return new App(
                new AppId(row.get(APP.ID)),
                row.get(APP.NAME),
                row.get(APP.REVISION),
                row.instant(APP.CREATED_AT),
                row.instant(APP.UPDATED_AT));
    }
}
