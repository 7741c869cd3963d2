package dev.guildhall.scim.internal.connection;

import static dev.guildhall.db.Tables.SCIM_CONNECTION;
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
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.LastUse;
import dev.guildhall.core.security.LastUses;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;

/** All SQL on the table {@code scim_connection}. */
final class ConnectionTable {

    private static final Columns<Connection> CHANGEABLE = Columns.of(SCIM_CONNECTION.HINT, Connection::hint)
            .and(SCIM_CONNECTION.REVISION, Connection::revision)
            .and(SCIM_CONNECTION.UPDATED_AT, Connection::updatedAt)
            .and(SCIM_CONNECTION.EXPIRES_AT, Connection::expiresAt);

    private static final Columns<Connection> WRITTEN = CHANGEABLE
            .and(SCIM_CONNECTION.ID, Connection::id)
            .and(SCIM_CONNECTION.ORGANIZATION_ID, Connection::organization)
            .and(SCIM_CONNECTION.NAME, Connection::name)
            .and(SCIM_CONNECTION.CREATED_AT, Connection::createdAt);

    private static final Columns<Connection> COLUMNS =
            WRITTEN.and(SCIM_CONNECTION.LAST_USED_AT, SCIM_CONNECTION.LAST_USED_FROM);

    static final ListFields<Connection> LIST = ListFields.<Connection>named("SCIM connections")
            .field("createdAt", timestamp(), SCIM_CONNECTION.CREATED_AT, Connection::createdAt)
            .filterable("name", textIgnoringCase(), SCIM_CONNECTION.NAME)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), SCIM_CONNECTION.ID, Connection::id);

    private static final Field<Integer> CONNECTIONS = DSL.count().as("connections");

    private static final ParameterizedSql<byte[], Connection> OF_TOKEN = ParameterizedSql.rows(
            hash -> connections().where(hash.eq(SCIM_CONNECTION.TOKEN_HASH)), ConnectionTable::connection);

    private static final ParameterizedSql<Key, Connection> FIND =
            ParameterizedSql.rows(key -> connections().where(is(key)), ConnectionTable::connection);

    private static final ParameterizedSql<Key, Connection> LOCK =
            ParameterizedSql.rows(key -> connections().where(is(key)).forUpdate(), ConnectionTable::connection);

    private static final ParameterizedSql<OrganizationId, Integer> COUNT = ParameterizedSql.rows(
            organization ->
                    select(CONNECTIONS).from(SCIM_CONNECTION).where(organization.eq(SCIM_CONNECTION.ORGANIZATION_ID)),
            row -> row.get(CONNECTIONS));

    private static final ParameterizedSql<Hashed, Void> INSERT =
            ParameterizedSql.change(hashed -> insertInto(SCIM_CONNECTION)
                    .set(hashed.values(WRITTEN, Hashed::connection))
                    .set(SCIM_CONNECTION.TOKEN_HASH, hashed.value(SCIM_CONNECTION.TOKEN_HASH, Hashed::hash)));

    private static final ParameterizedSql<Hashed, Void> ROTATE = ParameterizedSql.change(hashed -> update(
                    SCIM_CONNECTION)
            .set(hashed.values(CHANGEABLE, Hashed::connection))
            .set(SCIM_CONNECTION.TOKEN_HASH, hashed.value(SCIM_CONNECTION.TOKEN_HASH, Hashed::hash))
            .where(hashed.eq(
                    SCIM_CONNECTION.ORGANIZATION_ID, its -> its.connection().organization()))
            .and(hashed.eq(SCIM_CONNECTION.ID, its -> its.connection().id())));

    private static final ParameterizedSql<Key, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(SCIM_CONNECTION).where(is(key)));

    private static final ParameterizedSql<LastUses, UUID> NOTE_USE = LastUses.writtenTo(SCIM_CONNECTION);

    private record Key(OrganizationId organization, UUID id) {}

    private record Hashed(Connection connection, byte[] hash) {}

    /** The connection of a token; of whichever organization. */
    Future<Optional<Connection>> ofToken(Database database, byte[] hash) {
        return database.first(Tenant.PLATFORM, OF_TOKEN.with(hash));
    }

    Future<List<UUID>> noteUse(Database database, Map<UUID, LastUse> last) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.list(NOTE_USE.with(LastUses.of(last))));
    }

    Future<Page<Connection>> list(Database database, OrganizationId organization, PageRequest<Connection> page) {
        return page.read(
                database,
                organization,
                asked -> connections()
                        .where(SCIM_CONNECTION.ORGANIZATION_ID.eq(organization.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                ConnectionTable::connection);
    }

    Future<Optional<Connection>> find(Database database, OrganizationId organization, UUID id) {
        return database.first(organization, FIND.with(new Key(organization, id)));
    }

    Future<Optional<Connection>> lock(Tx tx, OrganizationId organization, UUID id) {
        return tx.first(LOCK.with(new Key(organization, id)));
    }

    Future<Integer> count(Tx tx, OrganizationId organization) {
        return tx.first(COUNT.with(organization)).map(Optional::orElseThrow);
    }

    Future<Integer> insert(Tx tx, Connection connection, byte[] hash) {
        return tx.execute(INSERT.with(new Hashed(connection, hash)));
    }

    Future<Integer> rotate(Tx tx, Connection connection, byte[] hash) {
        return tx.execute(ROTATE.with(new Hashed(connection, hash)));
    }

    Future<Integer> delete(Tx tx, Connection connection) {
        return tx.execute(DELETE.with(new Key(connection.organization(), connection.id())));
    }

    private static SelectJoinStep<Record> connections() {
        return select(COLUMNS.fields()).from(SCIM_CONNECTION);
    }

    private static Condition is(Parameters<Key> key) {
        return key.eq(SCIM_CONNECTION.ORGANIZATION_ID, Key::organization).and(key.eq(SCIM_CONNECTION.ID, Key::id));
    }

    private static Connection connection(ResultRow row) {
        return new Connection(
                row.get(SCIM_CONNECTION.ID),
                new OrganizationId(row.get(SCIM_CONNECTION.ORGANIZATION_ID)),
                row.get(SCIM_CONNECTION.NAME),
                row.get(SCIM_CONNECTION.HINT),
                row.get(SCIM_CONNECTION.REVISION),
                row.instant(SCIM_CONNECTION.CREATED_AT),
                row.instant(SCIM_CONNECTION.UPDATED_AT),
                Optional.ofNullable(row.instant(SCIM_CONNECTION.EXPIRES_AT)),
                Optional.ofNullable(row.instant(SCIM_CONNECTION.LAST_USED_AT))
                        .map(at -> new LastUse(at, row.get(SCIM_CONNECTION.LAST_USED_FROM))));
    }
}
