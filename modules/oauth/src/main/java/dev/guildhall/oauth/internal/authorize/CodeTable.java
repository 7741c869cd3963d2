package dev.guildhall.oauth.internal.authorize;

import static dev.guildhall.db.Tables.OAUTH_CODE;
import static dev.guildhall.db.Tables.OAUTH_CONSENT;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.ApplicationTokens.Wanted;
import dev.guildhall.identity.TokenScopes;
import dev.guildhall.oauth.internal.authorize.Code.Brought;
import dev.guildhall.oauth.internal.consent.Place;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** All SQL on the table {@code oauth_code}. */
final class CodeTable {

    private static final Columns<Code> COLUMNS = Columns.of(OAUTH_CODE.HASH, Code::hash)
            .and(OAUTH_CODE.CONSENT_ID, Code::consent)
            .and(OAUTH_CODE.ORGANIZATION_ID, code -> Place.organization(code.place()))
            .and(OAUTH_CODE.REDIRECT_URI, Code::redirectUri)
            .and(OAUTH_CODE.CHALLENGE, Code::challenge)
            .and(OAUTH_CODE.SCOPES, code -> code.scopes().toArray())
            .and(OAUTH_CODE.EXPIRES_AT, Code::expiresAt);

    private static final ParameterizedSql<Code, Void> INSERT =
            ParameterizedSql.change(code -> insertInto(OAUTH_CODE).set(code.values(COLUMNS)));

    private static final ParameterizedSql<byte[], Brought> LOCK = ParameterizedSql.rows(
            hash -> select(COLUMNS.fields())
                    .select(OAUTH_CODE.USED_AT, OAUTH_CODE.SESSION_ID, OAUTH_CONSENT.CLIENT_ID, OAUTH_CONSENT.USER_ID)
                    .from(OAUTH_CODE)
                    .join(OAUTH_CONSENT)
                    .on(OAUTH_CONSENT.ID.eq(OAUTH_CODE.CONSENT_ID))
                    .where(hash.eq(OAUTH_CODE.HASH))
                    .forUpdate()
                    .of(OAUTH_CODE),
            CodeTable::brought);

    private static final ParameterizedSql<Use, Void> USE = ParameterizedSql.change(use -> update(OAUTH_CODE)
            .set(OAUTH_CODE.USED_AT, use.value(OAUTH_CODE.USED_AT, Use::at))
            .set(OAUTH_CODE.SESSION_ID, use.value(OAUTH_CODE.SESSION_ID, Use::session))
            .where(use.eq(OAUTH_CODE.HASH, Use::hash)));

    private static final ParameterizedSql<Instant, Void> DELETE_EXPIRED = ParameterizedSql.change(
            now -> deleteFrom(OAUTH_CODE).where(OAUTH_CODE.EXPIRES_AT.lt(now.value(OAUTH_CODE.EXPIRES_AT))));

    private record Use(byte[] hash, Instant at, Optional<UUID> session) {}

    /** Fails with the constraint {@code oauth_code_consent_fk} for a consent that was taken back. */
    Future<Integer> insert(Tx tx, Code code) {
        return tx.execute(INSERT.with(code));
    }

    Future<Optional<Brought>> lock(Tx tx, byte[] hash) {
        return tx.first(LOCK.with(hash));
    }

    Future<Integer> use(Tx tx, Code code, Instant now, Optional<UUID> session) {
        return tx.execute(USE.with(new Use(code.hash(), now, session)));
    }

    Future<Void> forgetExpired(Database database, Instant now) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(DELETE_EXPIRED.with(now)).mapEmpty());
    }

    private static Brought brought(ResultRow row) {
        var place = Place.stored(row.get(OAUTH_CODE.ORGANIZATION_ID));
        var scopes = TokenScopes.stored(row.get(OAUTH_CODE.SCOPES));
        var code = new Code(
                row.get(OAUTH_CODE.HASH),
                row.get(OAUTH_CODE.CONSENT_ID),
                place,
                row.get(OAUTH_CODE.REDIRECT_URI),
                row.get(OAUTH_CODE.CHALLENGE),
                scopes,
                row.instant(OAUTH_CODE.EXPIRES_AT));
        var of =
                new Wanted(row.get(OAUTH_CONSENT.CLIENT_ID), new UserId(row.get(OAUTH_CONSENT.USER_ID)), place, scopes);
        return new Brought(
                code, of, row.get(OAUTH_CODE.USED_AT) != null, Optional.ofNullable(row.get(OAUTH_CODE.SESSION_ID)));
    }
}
