package dev.guildhall.oauth.internal.client;

import static dev.guildhall.db.Tables.OAUTH_CLIENT;
import static dev.guildhall.db.Tables.OAUTH_CONSENT;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.secret.FormerSecrets;
import dev.guildhall.core.security.LastUse;
import dev.guildhall.core.security.LastUses;
import dev.guildhall.identity.TokenScopes;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;

/** All SQL on the table {@code oauth_client}. */
final class ClientTable {

    private static final Columns<OauthClient> CHANGEABLE = Columns.of(OAUTH_CLIENT.NAME, OauthClient::name)
            .and(OAUTH_CLIENT.REDIRECT_URIS, client -> client.redirectUris().toArray(String[]::new))
            .and(
                    OAUTH_CLIENT.GRANT_TYPES,
                    client -> client.grantTypes().stream().map(GrantType::name).toArray(String[]::new))
            .and(OAUTH_CLIENT.SCOPES, client -> client.scopes().toArray())
            .and(OAUTH_CLIENT.SECRET_HINT, OauthClient::secretHint)
            .and(OAUTH_CLIENT.FORMER_SECRETS, client -> client.formerSecrets().sealed())
            .and(
                    OAUTH_CLIENT.FORMER_SECRETS_UNTIL,
                    client -> client.formerSecrets().until())
            .and(OAUTH_CLIENT.REVISION, OauthClient::revision)
            .and(OAUTH_CLIENT.UPDATED_AT, OauthClient::updatedAt);

    private static final Columns<OauthClient> WRITTEN = CHANGEABLE
            .and(OAUTH_CLIENT.ID, OauthClient::id)
            .and(OAUTH_CLIENT.ORGANIZATION_ID, OauthClient::organization)
            .and(OAUTH_CLIENT.SELF_REGISTERED, OauthClient::selfRegistered)
            .and(OAUTH_CLIENT.CREATED_AT, OauthClient::createdAt);

    private static final Columns<OauthClient> COLUMNS =
            WRITTEN.and(OAUTH_CLIENT.LAST_USED_AT, OAUTH_CLIENT.LAST_USED_FROM);

    static final ListFields<OauthClient> LIST = ListFields.<OauthClient>named("OAuth clients")
            .field("createdAt", timestamp(), OAUTH_CLIENT.CREATED_AT, OauthClient::createdAt)
            .filterable("name", textIgnoringCase(), OAUTH_CLIENT.NAME)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), OAUTH_CLIENT.ID, OauthClient::id);

    private static final Field<Integer> CLIENTS = DSL.count().as("clients");

    private static final ParameterizedSql<UUID, Stored> OF_ID = ParameterizedSql.rows(
            id -> select(COLUMNS.and(OAUTH_CLIENT.SECRET_HASH).fields())
                    .from(OAUTH_CLIENT)
                    .where(id.eq(OAUTH_CLIENT.ID)),
            row -> new Stored(client(row), Optional.ofNullable(row.get(OAUTH_CLIENT.SECRET_HASH))));

    private static final ParameterizedSql<Key, OauthClient> FIND =
            ParameterizedSql.rows(key -> clients().where(is(key)), ClientTable::client);

    private static final ParameterizedSql<Key, OauthClient> LOCK =
            ParameterizedSql.rows(key -> clients().where(is(key)).forUpdate(), ClientTable::client);

    private static final ParameterizedSql<Key, byte[]> SECRET_HASH = ParameterizedSql.rows(
            key -> select(OAUTH_CLIENT.SECRET_HASH).from(OAUTH_CLIENT).where(is(key)),
            row -> row.get(OAUTH_CLIENT.SECRET_HASH));

    private static final ParameterizedSql<UUID, UUID> HOLD = ParameterizedSql.rows(
            id -> select(OAUTH_CLIENT.ID)
                    .from(OAUTH_CLIENT)
                    .where(id.eq(OAUTH_CLIENT.ID))
                    .forKeyShare(),
            row -> row.get(OAUTH_CLIENT.ID));

    private static final ParameterizedSql<Sort, Integer> COUNT = ParameterizedSql.rows(
            sort -> select(CLIENTS)
                    .from(OAUTH_CLIENT)
                    .where(sort.eq(OAUTH_CLIENT.TENANT_ID, Sort::tenant))
                    .and(sort.eq(OAUTH_CLIENT.SELF_REGISTERED, Sort::selfRegistered)),
            row -> row.get(CLIENTS));

    private static final ParameterizedSql<Instant, Void> DELETE_UNUSED = ParameterizedSql.change(before -> deleteFrom(
                    OAUTH_CLIENT)
            .where(OAUTH_CLIENT.SELF_REGISTERED)
            .and(OAUTH_CLIENT.CREATED_AT.lt(before.value(OAUTH_CLIENT.CREATED_AT)))
            .and(notExists(selectOne().from(OAUTH_CONSENT).where(OAUTH_CONSENT.CLIENT_ID.eq(OAUTH_CLIENT.ID)))));

    private record Sort(Tenant tenant, boolean selfRegistered) {}

    private static final ParameterizedSql<Hashed, Void> INSERT =
            ParameterizedSql.change(hashed -> insertInto(OAUTH_CLIENT)
                    .set(hashed.values(WRITTEN, Hashed::client))
                    .set(OAUTH_CLIENT.SECRET_HASH, hashed.value(OAUTH_CLIENT.SECRET_HASH, Hashed::hash)));

    private static final ParameterizedSql<OauthClient, Void> UPDATE =
            ParameterizedSql.change(client -> update(OAUTH_CLIENT)
                    .set(client.values(CHANGEABLE))
                    .where(client.eq(OAUTH_CLIENT.TENANT_ID, OauthClient::tenant))
                    .and(client.eq(OAUTH_CLIENT.ID, OauthClient::id)));

    private static final ParameterizedSql<Hashed, Void> ROTATE = ParameterizedSql.change(hashed -> update(OAUTH_CLIENT)
            .set(hashed.values(CHANGEABLE, Hashed::client))
            .set(OAUTH_CLIENT.SECRET_HASH, hashed.value(OAUTH_CLIENT.SECRET_HASH, Hashed::hash))
            .where(hashed.eq(OAUTH_CLIENT.TENANT_ID, its -> its.client().tenant()))
            .and(hashed.eq(OAUTH_CLIENT.ID, its -> its.client().id())));

    private static final ParameterizedSql<Key, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(OAUTH_CLIENT).where(is(key)));

    private static final ParameterizedSql<LastUses, UUID> NOTE_USE = LastUses.writtenTo(OAUTH_CLIENT);

    private record Key(Tenant tenant, UUID id) {}

    private record Hashed(OauthClient client, Optional<byte[]> hash) {}

    /** A client with the hash of its secret; empty for a public one. */
    record Stored(OauthClient client, Optional<byte[]> secretHash) {

        /** Whether a secret of this hash works: the present one, or one that was replaced a while ago. */
        boolean has(byte[] hash, Instant now) {
            return secretHash
                            .filter(present -> MessageDigest.isEqual(present, hash))
                            .isPresent()
                    || client.formerSecrets().at(now).stream()
                            .map(HexFormat.of()::parseHex)
                            .anyMatch(former -> MessageDigest.isEqual(former, hash));
        }
    }

    /** Of whichever tenant. */
    Future<Optional<Stored>> find(Database database, UUID id) {
        return database.first(Tenant.PLATFORM, OF_ID.with(id));
    }

    Future<Page<OauthClient>> list(Database database, Tenant tenant, PageRequest<OauthClient> page) {
        return page.read(
                database,
                tenant,
                asked -> clients()
                        .where(OAUTH_CLIENT.TENANT_ID.eq(tenant.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                ClientTable::client);
    }

    Future<Optional<OauthClient>> find(Database database, Tenant tenant, UUID id) {
        return database.first(tenant, FIND.with(new Key(tenant, id)));
    }

    Future<Optional<OauthClient>> lock(Tx tx, Tenant tenant, UUID id) {
        return tx.first(LOCK.with(new Key(tenant, id)));
    }

    /** The hash of the secret of a confidential one. */
    Future<byte[]> secretHash(Tx tx, OauthClient client) {
        return tx.first(SECRET_HASH.with(new Key(client.tenant(), client.id()))).map(Optional::orElseThrow);
    }

    /** Notes when each of some was used last; see {@link LastUses#writtenTo}. */
    Future<List<UUID>> noteUse(Database database, Map<UUID, LastUse> last) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.list(NOTE_USE.with(LastUses.of(last))));
    }

    Future<Boolean> hold(Tx tx, UUID id) {
        return tx.first(HOLD.with(id)).map(Optional::isPresent);
    }

    Future<Integer> count(Tx tx, Tenant tenant, boolean selfRegistered) {
        return tx.first(COUNT.with(new Sort(tenant, selfRegistered))).map(Optional::orElseThrow);
    }

    /** Deletes those that have registered themselves before, and that nobody has let in. */
    Future<Void> forgetUnused(Database database, Instant before) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(DELETE_UNUSED.with(before)).mapEmpty());
    }

    Future<Integer> insert(Tx tx, OauthClient client, Optional<byte[]> secretHash) {
        return tx.execute(INSERT.with(new Hashed(client, secretHash)));
    }

    Future<Integer> change(Tx tx, OauthClient client) {
        return tx.execute(UPDATE.with(client));
    }

    Future<Integer> rotate(Tx tx, OauthClient client, byte[] secretHash) {
        return tx.execute(ROTATE.with(new Hashed(client, Optional.of(secretHash))));
    }

    Future<Integer> delete(Tx tx, OauthClient client) {
        return tx.execute(DELETE.with(new Key(client.tenant(), client.id())));
    }

    private static SelectJoinStep<Record> clients() {
        return select(COLUMNS.fields()).from(OAUTH_CLIENT);
    }

    private static Condition is(Parameters<Key> key) {
        return key.eq(OAUTH_CLIENT.TENANT_ID, Key::tenant).and(key.eq(OAUTH_CLIENT.ID, Key::id));
    }

    private static OauthClient client(ResultRow row) {
        return new OauthClient(
                row.get(OAUTH_CLIENT.ID),
                Optional.ofNullable(row.get(OAUTH_CLIENT.ORGANIZATION_ID)).map(OrganizationId::new),
                row.get(OAUTH_CLIENT.NAME),
                List.of(row.get(OAUTH_CLIENT.REDIRECT_URIS)),
                GrantType.stored(row.get(OAUTH_CLIENT.GRANT_TYPES)),
                TokenScopes.stored(row.get(OAUTH_CLIENT.SCOPES)),
                Optional.ofNullable(row.get(OAUTH_CLIENT.SECRET_HINT)),
                FormerSecrets.of(row.get(OAUTH_CLIENT.FORMER_SECRETS), row.get(OAUTH_CLIENT.FORMER_SECRETS_UNTIL)),
                row.get(OAUTH_CLIENT.SELF_REGISTERED),
                row.get(OAUTH_CLIENT.REVISION),
                row.instant(OAUTH_CLIENT.CREATED_AT),
                row.instant(OAUTH_CLIENT.UPDATED_AT),
                Optional.ofNullable(row.instant(OAUTH_CLIENT.LAST_USED_AT))
                        .map(at -> new LastUse(at, row.get(OAUTH_CLIENT.LAST_USED_FROM))));
    }
}
