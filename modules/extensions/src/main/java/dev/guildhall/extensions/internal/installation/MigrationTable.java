package dev.guildhall.extensions.internal.installation;

import static dev.guildhall.db.Tables.EXTENSION_MIGRATION;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.MigrationScript;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import java.time.Instant;
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

    private static final ParameterizedSql<Noted, Void> INSERT = ParameterizedSql.change(noted -> insertInto(
                    EXTENSION_MIGRATION)
            .set(noted.values(Columns.<Noted>of(
                            EXTENSION_MIGRATION.WORKSPACE_ID, of -> of.place().workspace())
                    .and(EXTENSION_MIGRATION.EXTENSION_KEY, of -> of.place().extensionKey())
                    .and(EXTENSION_MIGRATION.STEP, of -> of.script().step())
                    .and(EXTENSION_MIGRATION.CHECKSUM, of -> of.script().checksum())
                    .and(EXTENSION_MIGRATION.APPLIED_AT, Noted::at))));

    private static final ParameterizedSql<Former, Void> FORGET = ParameterizedSql.change(former -> deleteFrom(
                    EXTENSION_MIGRATION)
            .where(former.eq(EXTENSION_MIGRATION.WORKSPACE_ID, of -> of.place().workspace()))
            .and(former.eq(EXTENSION_MIGRATION.EXTENSION_KEY, of -> of.place().extensionKey()))
            .and(EXTENSION_MIGRATION.STEP.gt(former.value(EXTENSION_MIGRATION.STEP, Former::steps))));

    private record Noted(InstallationKey place, MigrationScript script, Instant at) {}

    private record Former(InstallationKey place, int steps) {}

    /** A migration that was run in a workspace. */
    record AppliedStep(int step, String checksum) {}

    /** What was run for the extension in the workspace, in order; it outlasts an uninstallation that keeps the data. */
    Future<List<AppliedStep>> applied(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.list(APPLIED.with(new InstallationKey(workspace, extensionKey)));
    }

    /** Notes scripts that were run where the application can note it. */
    Future<Void> note(Tx tx, InstallationKey place, List<MigrationScript> scripts, Instant now) {
        return Future.join(scripts.stream()
                        .map(script -> tx.execute(INSERT.with(new Noted(place, script, now))))
                        .toList())
                .mapEmpty();
    }

    /** Forgets all but the first so many. */
    Future<Integer> forgetAfter(Tx tx, InstallationKey place, int steps) {
        return tx.execute(FORGET.with(new Former(place, steps)));
    }

    Future<Integer> delete(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.execute(DELETE.with(new InstallationKey(workspace, extensionKey)));
    }
}
