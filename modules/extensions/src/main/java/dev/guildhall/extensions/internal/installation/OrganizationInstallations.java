package dev.guildhall.extensions.internal.installation;

import static dev.guildhall.db.Tables.INSTALLATION;
import static dev.guildhall.db.Tables.ORGANIZATION_WORKSPACE;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.tenancy.OrganizationLifecycle;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;

/** What is installed in the workspaces of an organization, which goes with them. */
public final class OrganizationInstallations implements OrganizationLifecycle {

    private static final Field<Integer> INSTALLATIONS = count().as("installations");

    private static final ParameterizedSql<OrganizationId, Integer> COUNT = ParameterizedSql.rows(
            organization -> select(INSTALLATIONS)
                    .from(INSTALLATION)
                    .join(ORGANIZATION_WORKSPACE)
                    .on(ORGANIZATION_WORKSPACE.WORKSPACE_ID.eq(INSTALLATION.WORKSPACE_ID))
                    .where(organization.eq(ORGANIZATION_WORKSPACE.ORGANIZATION_ID)),
            row -> row.get(INSTALLATIONS));

    @Override
    public Future<Map<String, Integer>> holdings(Tx tx, OrganizationId organization) {
        return tx.first(COUNT.with(organization))
                .map(Optional::orElseThrow)
                .map(installed -> Map.of("installations", installed));
    }
}
