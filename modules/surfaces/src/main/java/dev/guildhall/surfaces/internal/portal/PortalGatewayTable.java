package dev.guildhall.surfaces.internal.portal;

import static dev.guildhall.db.Tables.PORTAL;
import static dev.guildhall.list.FieldType.enumeration;
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
import dev.guildhall.core.id.Tenant;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.surfaces.internal.portal.PortalGateway.SecureChannel;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.SelectJoinStep;

/** All SQL on the table {@code portal}. */
final class PortalGatewayTable {

    private static final Columns<PortalGateway> CHANGEABLE = Columns.of(PORTAL.NAME, PortalGateway::name)
            .and(PORTAL.SECURE_CHANNEL, PortalGateway::secureChannel)
            .and(PORTAL.UPDATED_AT, PortalGateway::updatedAt);

    private static final Columns<PortalGateway> COLUMNS = CHANGEABLE
            .and(PORTAL.ID, PortalGateway::id)
            .and(PORTAL.CREATED_AT, PortalGateway::createdAt)
            .and(PORTAL.REVISION);

    static final ListFields<PortalGateway> LIST = ListFields.<PortalGateway>named("portals")
            .field("name", textIgnoringCase(), PORTAL.NAME, PortalGateway::name)
            .field(
                    "secureChannel",
                    enumeration(SecureChannel.class),
                    PORTAL.SECURE_CHANNEL,
                    gateway -> gateway.secureChannel().name())
            .field("createdAt", timestamp(), PORTAL.CREATED_AT, PortalGateway::createdAt)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), PORTAL.ID, PortalGateway::id);

    private static final ParameterizedSql<byte[], PortalGateway> OF_CODE =
            ParameterizedSql.rows(hash -> portals().where(hash.eq(PORTAL.CODE_HASH)), PortalGatewayTable::portal);

    private static final ParameterizedSql<UUID, PortalGateway> FIND =
            ParameterizedSql.rows(id -> portals().where(id.eq(PORTAL.ID)), PortalGatewayTable::portal);

    private static final ParameterizedSql<UUID, PortalGateway> LOCK =
            ParameterizedSql.rows(id -> portals().where(id.eq(PORTAL.ID)).forUpdate(), PortalGatewayTable::portal);

    private static final ParameterizedSql<Coded, Void> INSERT = ParameterizedSql.change(coded -> insertInto(PORTAL)
            .set(coded.values(COLUMNS, Coded::portal))
            .set(PORTAL.CODE_HASH, coded.value(PORTAL.CODE_HASH, Coded::codeHash)));

    private static final ParameterizedSql<PortalGateway, Void> WRITE = ParameterizedSql.change(portal -> update(PORTAL)
            .set(portal.values(CHANGEABLE))
            .set(PORTAL.REVISION, PORTAL.REVISION.plus(inline(1L)))
            .where(portal.eq(PORTAL.ID, PortalGateway::id)));

    private static final ParameterizedSql<Coded, Void> CHANGE_CODE = ParameterizedSql.change(coded -> update(PORTAL)
            .set(PORTAL.CODE_HASH, coded.value(PORTAL.CODE_HASH, Coded::codeHash))
            .set(
                    PORTAL.UPDATED_AT,
                    coded.value(PORTAL.UPDATED_AT, changed -> changed.portal().updatedAt()))
            .set(PORTAL.REVISION, PORTAL.REVISION.plus(inline(1L)))
            .where(coded.eq(PORTAL.ID, changed -> changed.portal().id())));

    private static final ParameterizedSql<UUID, Void> DELETE =
            ParameterizedSql.change(id -> deleteFrom(PORTAL).where(id.eq(PORTAL.ID)));

    private record Coded(PortalGateway portal, byte[] codeHash) {}

    Future<Optional<PortalGateway>> ofCode(Database database, byte[] hash) {
        return database.first(Tenant.PLATFORM, OF_CODE.with(hash));
    }

    Future<Optional<PortalGateway>> find(Database database, UUID id) {
        return database.first(Tenant.PLATFORM, FIND.with(id));
    }

    Future<Page<PortalGateway>> list(Database database, PageRequest<PortalGateway> page) {
        return page.read(
                database,
                Tenant.PLATFORM,
                asked -> portals()
                        .where(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                PortalGatewayTable::portal);
    }

    Future<Optional<PortalGateway>> lock(Tx tx, UUID id) {
        return tx.first(LOCK.with(id));
    }

    Future<Integer> insert(Tx tx, PortalGateway gateway, byte[] codeHash) {
        return tx.execute(INSERT.with(new Coded(gateway, codeHash)));
    }

    Future<Integer> write(Tx tx, PortalGateway gateway) {
        return tx.execute(WRITE.with(gateway));
    }

    Future<Integer> changeCode(Tx tx, PortalGateway gateway, byte[] codeHash) {
        return tx.execute(CHANGE_CODE.with(new Coded(gateway, codeHash)));
    }

    Future<Integer> delete(Tx tx, UUID id) {
        return tx.execute(DELETE.with(id));
    }

    private static SelectJoinStep<Record> portals() {
        return select(COLUMNS.fields()).from(PORTAL);
    }

    private static PortalGateway portal(ResultRow row) {
        return new PortalGateway(
                row.get(PORTAL.ID),
                row.get(PORTAL.NAME),
                SecureChannel.valueOf(row.get(PORTAL.SECURE_CHANNEL)),
                row.get(PORTAL.REVISION),
                row.instant(PORTAL.CREATED_AT),
                row.instant(PORTAL.UPDATED_AT));
    }
}
