package dev.guildhall.oauth.internal.token;

import static dev.guildhall.db.Tables.OAUTH_TOKEN;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.identity.TokenScopes;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** All SQL on the table {@code oauth_token}. */
final class ApplicationTokenTable {

    private static final Columns<ApplicationToken> COLUMNS = Columns.of(OAUTH_TOKEN.ID, ApplicationToken::id)
            .and(OAUTH_TOKEN.CLIENT_ID, ApplicationToken::client)
            .and(OAUTH_TOKEN.ORGANIZATION_ID, ApplicationToken::organization)
            .and(OAUTH_TOKEN.SCOPES, token -> token.scopes().toArray())
            .and(OAUTH_TOKEN.CREATED_AT, ApplicationToken::createdAt)
            .and(OAUTH_TOKEN.EXPIRES_AT, ApplicationToken::expiresAt);

    private static final Field<Integer> TOKENS = DSL.count().as("tokens");

    private static final ParameterizedSql<Hashed, Void> INSERT =
            ParameterizedSql.change(hashed -> insertInto(OAUTH_TOKEN)
                    .set(hashed.values(COLUMNS, Hashed::token))
                    .set(OAUTH_TOKEN.HASH, hashed.value(OAUTH_TOKEN.HASH, Hashed::hash)));

    private static final ParameterizedSql<byte[], ApplicationToken> OF_HASH = ParameterizedSql.rows(
            hash -> select(COLUMNS.fields()).from(OAUTH_TOKEN).where(hash.eq(OAUTH_TOKEN.HASH)),
            ApplicationTokenTable::token);

    private static final ParameterizedSql<Live, Integer> LIVE = ParameterizedSql.rows(
            live -> select(TOKENS)
                    .from(OAUTH_TOKEN)
                    .where(live.eq(OAUTH_TOKEN.CLIENT_ID, Live::client))
                    .and(OAUTH_TOKEN.EXPIRES_AT.gt(live.value(OAUTH_TOKEN.EXPIRES_AT, Live::at))),
            row -> row.get(TOKENS));

    private static final ParameterizedSql<UUID, Void> DELETE =
            ParameterizedSql.change(id -> deleteFrom(OAUTH_TOKEN).where(id.eq(OAUTH_TOKEN.ID)));

    private static final ParameterizedSql<Instant, Void> DELETE_EXPIRED = ParameterizedSql.change(
            now -> deleteFrom(OAUTH_TOKEN).where(OAUTH_TOKEN.EXPIRES_AT.lt(now.value(OAUTH_TOKEN.EXPIRES_AT))));

    private record Hashed(ApplicationToken token, byte[] hash) {}

    private record Live(UUID client, Instant at) {}

    /** Fails with the constraint {@code oauth_token_client_fk} for an application that is gone. */
    Future<Integer> insert(Tx tx, ApplicationToken token, byte[] hash) {
        return tx.execute(INSERT.with(new Hashed(token, hash)));
    }

    /** Of whichever organization. */
    Future<Optional<ApplicationToken>> find(Database database, byte[] hash) {
        return database.first(Tenant.PLATFORM, OF_HASH.with(hash));
    }

    Future<Integer> live(Tx tx, UUID client, Instant now) {
        return tx.first(LIVE.with(new Live(client, now))).map(Optional::orElseThrow);
    }

    /** Whether it was there. */
    Future<Boolean> delete(Tx tx, UUID id) {
        return tx.execute(DELETE.with(id)).map(deleted -> deleted == 1);
    }

    Future<Void> forgetExpired(Database database, Instant now) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(DELETE_EXPIRED.with(now)).mapEmpty());
    }

    private static ApplicationToken token(ResultRow row) {
        return new ApplicationToken(
                row.get(OAUTH_TOKEN.ID),
                row.get(OAUTH_TOKEN.CLIENT_ID),
                new OrganizationId(row.get(OAUTH_TOKEN.ORGANIZATION_ID)),
                TokenScopes.stored(row.get(OAUTH_TOKEN.SCOPES)),
                row.instant(OAUTH_TOKEN.CREATED_AT),
                row.instant(OAUTH_TOKEN.EXPIRES_AT));
    }
}
