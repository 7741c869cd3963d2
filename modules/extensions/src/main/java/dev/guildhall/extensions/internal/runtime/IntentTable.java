package dev.guildhall.extensions.internal.runtime;

import static dev.guildhall.db.Tables.EXTENSION_INTENT;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.array;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectDistinct;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Cause;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** All SQL of the application on the table {@code extension_intent}. */
final class IntentTable {

    private static final ParameterizedSql<Next, Intent> TAKE = ParameterizedSql.rows(
            next -> deleteFrom(EXTENSION_INTENT)
                    .where(EXTENSION_INTENT.NUMBER.eq(any(array(select(EXTENSION_INTENT.NUMBER)
                            .from(EXTENSION_INTENT)
                            .where(next.eq(EXTENSION_INTENT.WORKSPACE_ID, Next::workspace))
                            .and(next.eq(EXTENSION_INTENT.EXTENSION_KEY, Next::extension))
                            .orderBy(EXTENSION_INTENT.NUMBER)
                            .limit(next.value(Integer.class, Next::most))))))
                    .returning(
                            EXTENSION_INTENT.NUMBER,
                            EXTENSION_INTENT.EVENT_ID,
                            EXTENSION_INTENT.TYPE,
                            EXTENSION_INTENT.SUBJECT,
                            EXTENSION_INTENT.CORRELATION_ID,
                            EXTENSION_INTENT.CAUSATION_ID,
                            EXTENSION_INTENT.TRACEPARENT,
                            EXTENSION_INTENT.DATA),
            row -> new Intent(
                    row.get(EXTENSION_INTENT.NUMBER),
                    row.get(EXTENSION_INTENT.EVENT_ID),
                    row.get(EXTENSION_INTENT.TYPE),
                    row.get(EXTENSION_INTENT.SUBJECT),
                    Cause.of(
                            row.get(EXTENSION_INTENT.CORRELATION_ID),
                            row.get(EXTENSION_INTENT.CAUSATION_ID),
                            row.get(EXTENSION_INTENT.TRACEPARENT)),
                    row.get(EXTENSION_INTENT.DATA)));

    private static final Sql<InstallationKey> LEFT = Sql.rows(
            selectDistinct(EXTENSION_INTENT.WORKSPACE_ID, EXTENSION_INTENT.EXTENSION_KEY)
                    .from(EXTENSION_INTENT)
                    .where(EXTENSION_INTENT.CREATED_AT.lt(field("now() - interval '5 seconds'", OffsetDateTime.class)))
                    .limit(inline(100)),
            row -> new InstallationKey(
                    new WorkspaceId(row.get(EXTENSION_INTENT.WORKSPACE_ID)), row.get(EXTENSION_INTENT.EXTENSION_KEY)));

    /** An event that an extension's transaction has added; all of it may have been written by its SQL. */
    record Intent(long number, UUID eventId, String type, String subject, Cause cause, String data) {}

    private record Next(WorkspaceId workspace, String extension, int most) {}

    /** Takes the next ones out, in their order. */
    Future<List<Intent>> take(Tx tx, WorkspaceId workspace, String extensionKey, int most) {
        return tx.list(TAKE.with(new Next(workspace, extensionKey, most)))
                .map(taken -> taken.stream()
                        .sorted(Comparator.comparingLong(Intent::number))
                        .toList());
    }

    /** Where some lie longer than it takes to move them. */
    Future<List<InstallationKey>> left(Database database) {
        return database.list(Tenant.PLATFORM, LEFT);
    }
}
