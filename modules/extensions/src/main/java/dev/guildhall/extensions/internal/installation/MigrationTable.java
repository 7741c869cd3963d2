package dev.guildhall.extensions.internal.installation;

import static dev.guildhall.db.Tables.EXTENSION_MIGRATION;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** All SQL on the table {@code extension_migration}. */
final class MigrationTable {

    private static final Sql<AppliedStep> APPLIED = Sql.rows(
            select(EXTENSION_MIGRATION.STEP, EXTENSION_MIGRATION.CHECKSUM)
                    .from(EXTENSION_MIGRATION)
                    .where(EXTENSION_MIGRATION.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(EXTENSION_MIGRATION.EXTENSION_KEY.eq(Sql.bind(String.class)))
                    .orderBy(EXTENSION_MIGRATION.STEP),
            row -> new AppliedStep(row.get(EXTENSION_MIGRATION.STEP), row.get(EXTENSION_MIGRATION.CHECKSUM)));

    private static final Sql<Void> INSERT = Sql.change(insertInto(EXTENSION_MIGRATION)
            .columns(
                    EXTENSION_MIGRATION.WORKSPACE_ID,
                    EXTENSION_MIGRATION.EXTENSION_KEY,
                    EXTENSION_MIGRATION.STEP,
                    EXTENSION_MIGRATION.CHECKSUM,
                    EXTENSION_MIGRATION.APPLIED_AT)
            .values(
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(Integer.class),
                    Sql.bind(String.class),
                    Sql.bind(OffsetDateTime.class)));

    private static final Sql<Void> DELETE = Sql.change(deleteFrom(EXTENSION_MIGRATION)
            .where(EXTENSION_MIGRATION.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
            .and(EXTENSION_MIGRATION.EXTENSION_KEY.eq(Sql.bind(String.class))));

    /** A migration that was run in a workspace. */
    record AppliedStep(int step, String checksum) {}

    /** What was run for the extension in the workspace, in order; it outlasts an uninstallation that keeps the data. */
    Future<List<AppliedStep>> applied(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.list(APPLIED, workspace, extensionKey);
    }

    Future<Integer> insert(Tx tx, WorkspaceId workspace, String extensionKey, AppliedStep applied, Instant now) {
        return tx.execute(INSERT, workspace, extensionKey, applied.step(), applied.checksum(), now);
    }

    Future<Integer> delete(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.execute(DELETE, workspace, extensionKey);
    }
}
