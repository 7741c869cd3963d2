package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.db.Routines;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.internal.marketplace.Script;
import dev.guildhall.tenancy.Workspace;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jooq.impl.DSL;

/** The schema with the tables of a workspace's extensions; the database makes sure that it is the right one. */
final class WorkspaceSchema {

    private static final Sql<Void> CREATE = Sql.rows(
            DSL.select(Routines.createWorkspaceSchema(Sql.bind(UUID.class), Sql.bind(String.class))), done -> null);

    private static final Sql<Void> PURGE = Sql.rows(
            DSL.select(Routines.dropExtensionObjects(
                    Sql.bind(UUID.class), Sql.bind(String.class), Sql.bind(String.class))),
            done -> null);

    private static final Sql<Void> DROP = Sql.rows(
            DSL.select(Routines.dropWorkspaceSchema(Sql.bind(UUID.class), Sql.bind(String.class))), done -> null);

    private static final String MIGRATE = "select guildhall.run_extension_migration($1, $2, $3, $4)";

    /** Admission and shutdown, lost connections, a lock that was not to be had: nothing that the script did wrong. */
    private static final Pattern PASSING = Pattern.compile("(?:08|53|57P).*|55P03");

    private static final Pattern TO_BE_RETRIED = Pattern.compile("40001|40P01");

    private WorkspaceSchema() {}

    static String nameOf(Workspace workspace) {
        return "ws_" + workspace.key();
    }

    /** Makes the schema, if it is not there; to be called when an extension has tables to put into it. */
    static Future<Void> create(Tx tx, Workspace workspace) {
        return tx.list(CREATE, workspace.id(), workspace.key()).mapEmpty();
    }

    /** Runs one script; what PostgreSQL has against it is told to whoever installs the extension. */
    static Future<Void> migrate(Tx tx, Workspace workspace, String prefix, String label, Script script) {
        return tx.foreign(MIGRATE, Tuple.of(workspace.id().value(), nameOf(workspace), prefix, script.sql()))
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(explained(failure, label, script)));
    }

    /** Drops what an extension has in the schema. */
    static Future<Void> purge(Tx tx, Workspace workspace, String prefix) {
        return tx.list(PURGE, workspace.id(), nameOf(workspace), prefix).mapEmpty();
    }

    /** Drops the schema of a workspace that is about to go, if it has one. */
    static Future<Void> drop(Tx tx, WorkspaceId workspace, String key) {
        return tx.list(DROP, workspace, key).mapEmpty();
    }

    private static Throwable explained(Throwable failure, String label, Script script) {
        if (!(failure instanceof PgException refused)
                || TO_BE_RETRIED.matcher(refused.getSqlState()).matches()) {
            return failure;
        }
        if (PASSING.matcher(refused.getSqlState()).matches()) {
            return CommonError.UNAVAILABLE
                    .because("The database is too busy to run the migrations; try again in a second.")
                    .withRetryAfter(Duration.ofSeconds(1));
        }
        return ExtensionError.MIGRATION_FAILED.because("Migration %d (%s) of %s failed: %s (SQLSTATE %s)"
                .formatted(
                        script.step(), script.description(), label, refused.getErrorMessage(), refused.getSqlState()));
    }
}
