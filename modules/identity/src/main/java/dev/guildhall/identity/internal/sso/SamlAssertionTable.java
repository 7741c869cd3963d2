package dev.guildhall.identity.internal.sso;

import static dev.guildhall.db.Tables.SAML_ASSERTION;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.digest.Sha256;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/** All SQL on the table {@code saml_assertion}. */
final class SamlAssertionTable {

    private static final Columns<Used> COLUMNS = Columns.<Used>of(
                    SAML_ASSERTION.ORGANIZATION_ID, used -> used.organization().value())
            .and(SAML_ASSERTION.ASSERTION_HASH, used -> Sha256.of(used.id()))
            .and(SAML_ASSERTION.EXPIRES_AT, Used::expiresAt);

    private static final ParameterizedSql<Used, Boolean> INSERT = ParameterizedSql.rows(
            used -> insertInto(SAML_ASSERTION)
                    .set(used.values(COLUMNS))
                    .onConflictDoNothing()
                    .returning(SAML_ASSERTION.ORGANIZATION_ID),
            row -> true);

    private static final ParameterizedSql<Instant, Void> DELETE_EXPIRED = ParameterizedSql.change(now ->
            deleteFrom(SAML_ASSERTION).where(SAML_ASSERTION.EXPIRES_AT.lt(now.value(SAML_ASSERTION.EXPIRES_AT))));

    private record Used(OrganizationId organization, String id, Instant expiresAt) {}

    /** Whether this was its first use; of several at once, on any nodes, one is. */
    Future<Boolean> use(Tx tx, OrganizationId organization, String id, Instant expiresAt) {
        return tx.first(INSERT.with(new Used(organization, id, expiresAt))).map(Optional::isPresent);
    }

    Future<Void> deleteExpired(Database database, Instant now) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(DELETE_EXPIRED.with(now)).mapEmpty());
    }
}
