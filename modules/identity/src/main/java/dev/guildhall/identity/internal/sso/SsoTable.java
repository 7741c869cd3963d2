package dev.guildhall.identity.internal.sso;

import static dev.guildhall.db.Tables.ORGANIZATION_SSO;
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
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.identity.SsoCertificate;
import dev.guildhall.identity.SsoConfiguration;
import dev.guildhall.identity.SsoProvider;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL on the table {@code organization_sso}. */
public final class SsoTable {

    private static final Columns<SsoConfiguration> CHANGEABLE = Columns.of(
                    ORGANIZATION_SSO.PROVIDER, SsoConfiguration::provider)
            .and(ORGANIZATION_SSO.ISSUER_URL, SsoConfiguration::issuerUrl)
            .and(ORGANIZATION_SSO.ENTITY_ID, SsoConfiguration::entityId)
            .and(ORGANIZATION_SSO.SINGLE_SIGN_ON_URL, SsoConfiguration::singleSignOnUrl)
            .and(ORGANIZATION_SSO.CERTIFICATE, SsoConfiguration::certificate)
            .and(ORGANIZATION_SSO.CLIENT_ID, SsoConfiguration::clientId)
            .and(ORGANIZATION_SSO.CLIENT_SECRET, SsoConfiguration::clientSecret)
            .and(ORGANIZATION_SSO.SIGN_REQUESTS, SsoConfiguration::signRequests)
            .and(ORGANIZATION_SSO.AUTO_PROVISION, SsoConfiguration::autoProvision)
            .and(ORGANIZATION_SSO.JIT_PROVISIONING, SsoConfiguration::jitProvisioning)
            .and(ORGANIZATION_SSO.ENFORCED, SsoConfiguration::enforced);

    private static final Columns<SsoConfiguration> COLUMNS = CHANGEABLE
            .and(ORGANIZATION_SSO.ORGANIZATION_ID, sso -> sso.organization().value())
            .and(ORGANIZATION_SSO.CREATED_AT, SsoConfiguration::createdAt)
            .and(ORGANIZATION_SSO.UPDATED_AT, SsoConfiguration::updatedAt)
            .and(ORGANIZATION_SSO.REVISION);

    private static final ParameterizedSql<OrganizationId, SsoConfiguration> FIND = ParameterizedSql.rows(
            id -> select(COLUMNS.fields()).from(ORGANIZATION_SSO).where(id.eq(ORGANIZATION_SSO.ORGANIZATION_ID)),
            SsoTable::configuration);

    private static final ParameterizedSql<SsoConfiguration, Void> INSERT =
            ParameterizedSql.change(sso -> insertInto(ORGANIZATION_SSO).set(sso.values(COLUMNS)));

    private static final ParameterizedSql<Changed, SsoConfiguration> UPDATE = ParameterizedSql.rows(
            changed -> update(ORGANIZATION_SSO)
                    .set(changed.values(CHANGEABLE, Changed::to))
                    .set(ORGANIZATION_SSO.UPDATED_AT, changed.value(ORGANIZATION_SSO.UPDATED_AT, Changed::at))
                    .set(ORGANIZATION_SSO.REVISION, ORGANIZATION_SSO.REVISION.plus(inline(1L)))
                    .where(changed.eq(
                            ORGANIZATION_SSO.ORGANIZATION_ID,
                            change -> change.to().organization()))
                    .returning(COLUMNS.fields()),
            SsoTable::configuration);

    private static final ParameterizedSql<OrganizationId, Void> DELETE =
            ParameterizedSql.change(id -> deleteFrom(ORGANIZATION_SSO).where(id.eq(ORGANIZATION_SSO.ORGANIZATION_ID)));

    private record Changed(SsoConfiguration to, Instant at) {}

    public Future<Optional<SsoConfiguration>> find(Database database, OrganizationId organization) {
        return database.first(organization, FIND.with(organization));
    }

    public Future<Optional<SsoConfiguration>> find(Tx tx, OrganizationId organization) {
        return tx.first(FIND.with(organization));
    }

    public Future<Void> insert(Tx tx, SsoConfiguration sso) {
        return tx.execute(INSERT.with(sso)).mapEmpty();
    }

    /** Writes all that can change, and gives what is there now. */
    public Future<SsoConfiguration> write(Tx tx, SsoConfiguration sso, Instant now) {
        return tx.first(UPDATE.with(new Changed(sso, now))).map(Optional::orElseThrow);
    }

    public Future<Void> delete(Tx tx, OrganizationId organization) {
        return tx.execute(DELETE.with(organization)).mapEmpty();
    }

    private static SsoConfiguration configuration(ResultRow row) {
        return new SsoConfiguration(
                new OrganizationId(row.get(ORGANIZATION_SSO.ORGANIZATION_ID)),
                SsoProvider.valueOf(row.get(ORGANIZATION_SSO.PROVIDER)),
                Optional.ofNullable(row.get(ORGANIZATION_SSO.ISSUER_URL)),
                Optional.ofNullable(row.get(ORGANIZATION_SSO.ENTITY_ID)),
                Optional.ofNullable(row.get(ORGANIZATION_SSO.SINGLE_SIGN_ON_URL)),
                Optional.ofNullable(row.get(ORGANIZATION_SSO.CERTIFICATE))
                        .map(SsoCertificate::stored)
                        .orElse(List.of()),
                Optional.ofNullable(row.get(ORGANIZATION_SSO.CLIENT_ID)),
                Optional.ofNullable(row.get(ORGANIZATION_SSO.CLIENT_SECRET)),
                row.get(ORGANIZATION_SSO.SIGN_REQUESTS),
                row.get(ORGANIZATION_SSO.AUTO_PROVISION),
                row.get(ORGANIZATION_SSO.JIT_PROVISIONING),
                row.get(ORGANIZATION_SSO.ENFORCED),
                row.get(ORGANIZATION_SSO.REVISION),
                row.instant(ORGANIZATION_SSO.CREATED_AT),
                row.instant(ORGANIZATION_SSO.UPDATED_AT));
    }
}
