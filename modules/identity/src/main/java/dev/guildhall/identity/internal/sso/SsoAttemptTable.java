package dev.guildhall.identity.internal.sso;

import static dev.guildhall.db.Tables.SSO_ATTEMPT;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/** All SQL on the table {@code sso_attempt}. */
final class SsoAttemptTable {

    private static final Columns<SsoAttempt> COLUMNS = Columns.of(SSO_ATTEMPT.STATE_HASH, SsoAttempt::stateHash)
            .and(SSO_ATTEMPT.BROWSER_HASH, SsoAttempt::browserHash)
            .and(SSO_ATTEMPT.ORGANIZATION_ID, attempt -> attempt.organization().value())
            .and(SSO_ATTEMPT.SSO_REVISION, SsoAttempt::revision)
            .and(SSO_ATTEMPT.RETURN_TO, SsoAttempt::returnTo)
            .and(SSO_ATTEMPT.EXPIRES_AT, SsoAttempt::expiresAt);

    private static final ParameterizedSql<SsoAttempt, Void> INSERT =
            ParameterizedSql.change(attempt -> insertInto(SSO_ATTEMPT).set(attempt.values(COLUMNS)));

    private static final ParameterizedSql<Answered, SsoAttempt> TAKE = ParameterizedSql.rows(
            answered -> deleteFrom(SSO_ATTEMPT)
                    .where(answered.eq(SSO_ATTEMPT.STATE_HASH, Answered::stateHash))
                    .and(answered.eq(SSO_ATTEMPT.BROWSER_HASH, Answered::browserHash))
                    .and(answered.eq(SSO_ATTEMPT.ORGANIZATION_ID, Answered::organization))
                    .returning(COLUMNS.fields()),
            SsoAttemptTable::attempt);

    private static final ParameterizedSql<Instant, Void> DELETE_EXPIRED = ParameterizedSql.change(
            now -> deleteFrom(SSO_ATTEMPT).where(SSO_ATTEMPT.EXPIRES_AT.lt(now.value(SSO_ATTEMPT.EXPIRES_AT))));

    private record Answered(OrganizationId organization, byte[] stateHash, byte[] browserHash) {}

    Future<Void> insert(Database database, SsoAttempt attempt) {
        return database.inTransaction(
                attempt.organization(), tx -> tx.execute(INSERT.with(attempt)).mapEmpty());
    }

    /** The sign-in that this browser began there with this state; once, for it is gone then. */
    Future<Optional<SsoAttempt>> take(
            Database database, OrganizationId organization, byte[] stateHash, byte[] browserHash) {
        return database.inTransaction(
                organization, tx -> tx.first(TAKE.with(new Answered(organization, stateHash, browserHash))));
    }

    Future<Void> deleteExpired(Database database, Instant now) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(DELETE_EXPIRED.with(now)).mapEmpty());
    }

    private static SsoAttempt attempt(ResultRow row) {
        return new SsoAttempt(
                row.get(SSO_ATTEMPT.STATE_HASH),
                row.get(SSO_ATTEMPT.BROWSER_HASH),
                new OrganizationId(row.get(SSO_ATTEMPT.ORGANIZATION_ID)),
                row.get(SSO_ATTEMPT.SSO_REVISION),
                row.get(SSO_ATTEMPT.RETURN_TO),
                row.instant(SSO_ATTEMPT.EXPIRES_AT));
    }
}
