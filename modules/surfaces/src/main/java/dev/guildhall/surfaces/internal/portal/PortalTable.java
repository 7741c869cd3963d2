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

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.surfaces.internal.portal.Portal.SecureChannel;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;

/** All SQL on the table {@code portal}. */
final class PortalTable {

    private static final List<Field<?>> COLUMNS = List.of(
            PORTAL.ID, PORTAL.NAME, PORTAL.SECURE_CHANNEL, PORTAL.REVISION, PORTAL.CREATED_AT, PORTAL.UPDATED_AT);

    static final ListFields<Portal> LIST = ListFields.<Portal>named("portals")
            .field("name", textIgnoringCase(), PORTAL.NAME, Portal::name)
            .field(
                    "secureChannel",
                    enumeration(SecureChannel.class),
                    PORTAL.SECURE_CHANNEL,
                    portal -> portal.secureChannel().name())
            .field("createTime", timestamp(), PORTAL.CREATED_AT, Portal::createdAt)
            .defaultOrder("createTime desc")
            .id("id", uuid(), PORTAL.ID, Portal::id);

    private static final Sql<Portal> OF_CODE = Sql.rows(
            select(COLUMNS).from(PORTAL).where(PORTAL.CODE_HASH.eq(Sql.bind(byte[].class))), PortalTable::portal);

    private static final Sql<Portal> FIND =
            Sql.rows(select(COLUMNS).from(PORTAL).where(PORTAL.ID.eq(Sql.bind(UUID.class))), PortalTable::portal);

    private static final Sql<Portal> LOCK = Sql.rows(
            select(COLUMNS)
                    .from(PORTAL)
                    .where(PORTAL.ID.eq(Sql.bind(UUID.class)))
                    .forUpdate(),
            PortalTable::portal);

    private static final Sql<Void> INSERT = Sql.change(insertInto(PORTAL)
            .columns(
                    PORTAL.ID,
                    PORTAL.NAME,
                    PORTAL.SECURE_CHANNEL,
                    PORTAL.CODE_HASH,
                    PORTAL.CREATED_AT,
                    PORTAL.UPDATED_AT)
            .values(
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(byte[].class),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class)));

    private static final Sql<Void> WRITE = Sql.change(update(PORTAL)
            .set(PORTAL.NAME, Sql.bind(String.class))
            .set(PORTAL.SECURE_CHANNEL, Sql.bind(String.class))
            .set(PORTAL.UPDATED_AT, Sql.bind(OffsetDateTime.class))
            .set(PORTAL.REVISION, PORTAL.REVISION.plus(inline(1L)))
            .where(PORTAL.ID.eq(Sql.bind(UUID.class))));

    private static final Sql<Void> CHANGE_CODE = Sql.change(update(PORTAL)
            .set(PORTAL.CODE_HASH, Sql.bind(byte[].class))
            .set(PORTAL.UPDATED_AT, Sql.bind(OffsetDateTime.class))
            .set(PORTAL.REVISION, PORTAL.REVISION.plus(inline(1L)))
            .where(PORTAL.ID.eq(Sql.bind(UUID.class))));

    private static final Sql<Void> DELETE = Sql.change(deleteFrom(PORTAL).where(PORTAL.ID.eq(Sql.bind(UUID.class))));

    Future<Optional<Portal>> ofCode(Database database, byte[] hash) {
        return database.first(Scope.PLATFORM, OF_CODE, (Object) hash);
    }

    Future<Optional<Portal>> find(Database database, UUID id) {
        return database.first(Scope.PLATFORM, FIND, id);
    }

    Future<Page<Portal>> list(Database database, PageRequest<Portal> page) {
        var rows = select(COLUMNS)
                .from(PORTAL)
                .where(page.condition())
                .orderBy(page.orderBy())
                .limit(inline(page.limit()));
        return database.page(Scope.PLATFORM, Sql.rows(rows, PortalTable::portal))
                .map(page::page);
    }

    Future<Optional<Portal>> lock(Tx tx, UUID id) {
        return tx.first(LOCK, id);
    }

    Future<Integer> insert(Tx tx, Portal portal, byte[] codeHash) {
        return tx.execute(
                INSERT,
                portal.id(),
                portal.name(),
                portal.secureChannel(),
                codeHash,
                portal.createdAt(),
                portal.updatedAt());
    }

    Future<Integer> write(Tx tx, Portal portal) {
        return tx.execute(WRITE, portal.name(), portal.secureChannel(), portal.updatedAt(), portal.id());
    }

    Future<Integer> changeCode(Tx tx, Portal portal, byte[] codeHash) {
        return tx.execute(CHANGE_CODE, codeHash, portal.updatedAt(), portal.id());
    }

    Future<Integer> delete(Tx tx, UUID id) {
        return tx.execute(DELETE, id);
    }

    private static Portal portal(ResultRow row) {
        return new Portal(
                row.get(PORTAL.ID),
                row.get(PORTAL.NAME),
                SecureChannel.valueOf(row.get(PORTAL.SECURE_CHANNEL)),
                row.get(PORTAL.REVISION),
                row.instant(PORTAL.CREATED_AT),
                row.instant(PORTAL.UPDATED_AT));
    }
}
