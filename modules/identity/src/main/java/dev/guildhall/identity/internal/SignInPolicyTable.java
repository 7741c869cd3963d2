package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.SIGN_IN_POLICY;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** All SQL on the table {@code sign_in_policy}. */
final class SignInPolicyTable {

    private static final ParameterizedSql<UUID, SignInPolicy> FIND = ParameterizedSql.rows(
            tenant -> select(SIGN_IN_POLICY.SECOND_FACTOR_REQUIRED, SIGN_IN_POLICY.REVISION)
                    .from(SIGN_IN_POLICY)
                    .where(tenant.eq(SIGN_IN_POLICY.TENANT_ID)),
            SignInPolicyTable::policy);

    private static final ParameterizedSql<UUID, SignInPolicy> LOCK = ParameterizedSql.rows(
            tenant -> select(SIGN_IN_POLICY.SECOND_FACTOR_REQUIRED, SIGN_IN_POLICY.REVISION)
                    .from(SIGN_IN_POLICY)
                    .where(tenant.eq(SIGN_IN_POLICY.TENANT_ID))
                    .forUpdate(),
            SignInPolicyTable::policy);

    private static final ParameterizedSql<Written, SignInPolicy> WRITE = ParameterizedSql.rows(
            written -> insertInto(SIGN_IN_POLICY)
                    .set(written.values(Columns.of(SIGN_IN_POLICY.ORGANIZATION_ID, Written::organization)
                            .and(SIGN_IN_POLICY.SECOND_FACTOR_REQUIRED, Written::secondFactorRequired)
                            .and(SIGN_IN_POLICY.UPDATED_AT, Written::at)))
                    .onConflict(SIGN_IN_POLICY.TENANT_ID)
                    .doUpdate()
                    .set(
                            SIGN_IN_POLICY.SECOND_FACTOR_REQUIRED,
                            written.value(SIGN_IN_POLICY.SECOND_FACTOR_REQUIRED, Written::secondFactorRequired))
                    .set(SIGN_IN_POLICY.UPDATED_AT, written.value(SIGN_IN_POLICY.UPDATED_AT, Written::at))
                    .set(SIGN_IN_POLICY.REVISION, SIGN_IN_POLICY.REVISION.plus(inline(1L)))
                    .returning(SIGN_IN_POLICY.SECOND_FACTOR_REQUIRED, SIGN_IN_POLICY.REVISION),
            SignInPolicyTable::policy);

    private record Written(Optional<UUID> organization, boolean secondFactorRequired, Instant at) {}

    Future<Optional<SignInPolicy>> find(Database database, Tenant tenant) {
        return database.first(tenant, FIND.with(tenant.value()));
    }

    Future<Optional<SignInPolicy>> lock(Tx tx, Tenant tenant) {
        return tx.first(LOCK.with(tenant.value()));
    }

    Future<SignInPolicy> write(Tx tx, Tenant tenant, boolean secondFactorRequired, Instant now) {
        var organization = tenant instanceof OrganizationId id ? Optional.of(id.value()) : Optional.<UUID>empty();
        return tx.first(WRITE.with(new Written(organization, secondFactorRequired, now)))
                .map(Optional::orElseThrow);
    }

    private static SignInPolicy policy(ResultRow row) {
        return new SignInPolicy(row.get(SIGN_IN_POLICY.SECOND_FACTOR_REQUIRED), row.get(SIGN_IN_POLICY.REVISION));
    }
}
