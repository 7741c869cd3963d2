package dev.guildhall.membership.internal;

import static dev.guildhall.db.Tables.MEMBER;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.usage.UsageAmount;
import dev.guildhall.core.usage.UsageMetric;
import dev.guildhall.core.usage.UsageSource;
import io.vertx.core.Future;
import java.time.LocalDate;
import java.util.List;

/** How many members workspaces have. */
public final class MemberUsage implements UsageSource {

    private static final Sql<UsageAmount> MEMBERS = Sql.rows(
            select(MEMBER.WORKSPACE_ID, count()).from(MEMBER).groupBy(MEMBER.WORKSPACE_ID),
            row -> new UsageAmount(
                    new WorkspaceId(row.get(MEMBER.WORKSPACE_ID)), UsageMetric.MEMBERS, row.get(count())));

    private final Database database;

    public MemberUsage(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<UsageAmount>> of(LocalDate day) {
        return database.list(Tenant.PLATFORM, MEMBERS);
    }
}
