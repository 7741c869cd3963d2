package dev.guildhall.extensions.internal.storage;

import static dev.guildhall.db.Tables.EXTENSION_STORAGE;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.usage.UsageAmount;
import dev.guildhall.core.usage.UsageMetric;
import dev.guildhall.core.usage.UsageSource;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jooq.Field;

/** How much extensions have stored in workspaces, as it was measured last. */
public final class StorageUsage implements UsageSource {

    private static final Field<BigDecimal> ROWS = field(name("rows"), BigDecimal.class);
    private static final Field<BigDecimal> BYTES = field(name("bytes"), BigDecimal.class);

    private static final Sql<List<UsageAmount>> STORED = Sql.rows(
            select(
                            EXTENSION_STORAGE.WORKSPACE_ID,
                            sum(EXTENSION_STORAGE.ROW_COUNT).as(ROWS),
                            sum(EXTENSION_STORAGE.BYTE_COUNT).as(BYTES))
                    .from(EXTENSION_STORAGE)
                    .groupBy(EXTENSION_STORAGE.WORKSPACE_ID),
            row -> {
                var workspace = new WorkspaceId(row.get(EXTENSION_STORAGE.WORKSPACE_ID));
                return List.of(
                        new UsageAmount(
                                workspace,
                                UsageMetric.EXTENSION_ROWS,
                                row.get(ROWS).longValue()),
                        new UsageAmount(
                                workspace,
                                UsageMetric.EXTENSION_BYTES,
                                row.get(BYTES).longValue()));
            });

    private final Database database;

    public StorageUsage(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<UsageAmount>> of(LocalDate day) {
        return database.list(Tenant.PLATFORM, STORED)
                .map(all -> all.stream().flatMap(List::stream).toList());
    }
}
