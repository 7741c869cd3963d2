package dev.guildhall.identity.internal.sso;

import static dev.guildhall.db.Tables.SAML_KEY;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/** All SQL on the table {@code saml_key}. */
final class SamlKeyTable {

    /** @param sealedPrivateKey as it is stored */
    record Row(int generation, String certificate, String sealedPrivateKey, Instant createdAt) {}

    private static final Columns<Row> COLUMNS = Columns.of(SAML_KEY.GENERATION, Row::generation)
            .and(SAML_KEY.CERTIFICATE, Row::certificate)
            .and(SAML_KEY.SEALED_PRIVATE_KEY, Row::sealedPrivateKey)
            .and(SAML_KEY.CREATED_AT, Row::createdAt);

    private static final Sql<Row> FIND = Sql.rows(
            select(COLUMNS.fields()).from(SAML_KEY).orderBy(SAML_KEY.GENERATION.desc()),
            row -> new Row(
                    row.get(SAML_KEY.GENERATION),
                    row.get(SAML_KEY.CERTIFICATE),
                    row.get(SAML_KEY.SEALED_PRIVATE_KEY),
                    row.instant(SAML_KEY.CREATED_AT)));

    private static final ParameterizedSql<Row, Void> INSERT = ParameterizedSql.change(row -> insertInto(SAML_KEY)
            .set(row.values(COLUMNS))
            .onConflict(SAML_KEY.GENERATION)
            .doNothing());

    Future<Optional<Row>> find(Database database) {
        return database.first(Tenant.PLATFORM, FIND);
    }

    /** Does nothing when another node was faster. */
    Future<Void> insert(Database database, Row row) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(INSERT.with(row)).mapEmpty());
    }
}
