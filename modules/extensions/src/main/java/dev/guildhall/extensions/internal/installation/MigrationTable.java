package dev.guildhall.extensions.internal.installation;

import static dev.guildhall.db.Tables.EXTENSION_MIGRATION;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import java.util.List;

/** The application's SQL on the table {@code extension_migration}, which is written where the migrations run. */
final class MigrationTable {

    private static final ParameterizedSql<InstallationKey, AppliedStep> APPLIED = ParameterizedSql.rows(
            key -> select(EXTENSION_MIGRATION.STEP, EXTENSION_MIGRATION.CHECKSUM)
                    .from(EXTENSION_MIGRATION)
                    .where(key.eq(EXTENSION_MIGRATION.WORKSPACE_ID, InstallationKey::workspace))
                    .and(key.eq(EXTENSION_MIGRATION.EXTENSION_KEY, InstallationKey::extensionKey))
                    .orderBy(EXTENSION_MIGRATION.STEP),
            row -> new AppliedStep(row.get(EXTENSION_MIGRATION.STEP), row.get(EXTENSION_MIGRATION.CHECKSUM)));

    private static final ParameterizedSql<InstallationKey, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(EXTENSION_MIGRATION)
                    .where(key.eq(EXTENSION_MIGRATION.WORKSPACE_ID, InstallationKey::workspace))
                    .and(key.eq(EXTENSION_MIGRATION.EXTENSION_KEY, InstallationKey::extensionKey)));

    /** A migration that was run in a workspace. */
    record AppliedStep(int step, String checksum) {}

    /** What was run for the extension in the workspace, in order; it outlasts an uninstallation that keeps the data. */
    Future<List<AppliedStep>> applied(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.list(APPLIED.with(new InstallationKey(workspace, extensionKey)));
    }

    Future<Integer> delete(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.execute(DELETE.with(new InstallationKey(workspace, extensionKey)));
    }
}
