package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.ForeignTx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.MigrationScript;
import dev.guildhall.extensions.Plan.Arrival;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.storage.ExtensionCopies;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.extensions.internal.storage.MigrationTrials;
import dev.guildhall.extensions.internal.storage.SchemaChoice;
import dev.guildhall.host.ExtensionArchive;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Runs the migrations of an extension, all of them or none, as the owner of its tables in a workspace. */
public final class Migrations {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Duration COPYING = Duration.ofSeconds(60);

    private static final String TAKE_TIME = "select set_config('statement_timeout', $1, true)";
    private static final String RUN = "select guildhall_door.run($1)";
    private static final String MIGRATED = "select guildhall_door.migrated($1, $2)";

    /** Admission and shutdown, lost connections, a lock that was not to be had: nothing that the script did wrong. */
    private static final Pattern PASSING = Pattern.compile("(?:08|53|57P).*|55P03");

    private static final Pattern TO_BE_RETRIED = Pattern.compile("40001|40P01");

    /** What PostgreSQL has against a script is told to whoever installs the extension. */
    Future<Void> run(ExtensionSchemas schemas, WorkspaceId workspace, Arrival arrival) {
        var label = arrival.manifest().label();
        return schemas.asOwner(workspace, arrival.manifest().id(), LIMIT, tx -> {
                    var migrated = Future.<Void>succeededFuture();
                    for (var script : arrival.pending()) {
                        migrated = migrated.compose(before -> run(tx, script, label));
                    }
                    return migrated;
                })
                .recover(failure -> Future.failedFuture(explained(failure, "The migrations of " + label)));
    }

    /**
     * Makes a copy of what the extension has in a workspace, by the migrations that were run there and from its rows, and
     * runs those on it that are to come. All or nothing.
     *
     * @param applied the first of the version's scripts, which were run there
     */
    Future<Void> stage(
            ExtensionSchemas schemas,
            ExtensionCopies copies,
            InstallationKey place,
            Arrival arrival,
            List<MigrationScript> applied,
            SchemaChoice staged) {
        var label = arrival.manifest().label();
        return schemas.asOwner(
                        place.workspace(),
                        place.extensionKey(),
                        staged,
                        COPYING,
                        tx -> tx.run(TAKE_TIME, Tuple.of(COPYING.toMillis() + "ms"))
                                .compose(patient -> execute(tx, applied, label))
                                .compose(made -> copies.fill(tx, place))
                                .compose(filled -> execute(tx, arrival.pending(), label)))
                .recover(failure -> Future.failedFuture(explained(failure, "The copy of the data for " + label)));
    }

    /**
     * Runs all of an artifact's migrations where nothing is, and leaves nothing; fails as an installation would, which is
     * the author's fault then.
     */
    public static Future<Void> tryAll(MigrationTrials trials, ExtensionArchive archive) {
        if (archive.migrations().isEmpty()) {
            return Future.succeededFuture();
        }
        var label = archive.manifest().label();
        var scripts = MigrationScript.of(archive);
        return trials.run(tx -> execute(tx, scripts, label))
                .recover(failure -> Future.failedFuture(asFault(explained(failure, "The migrations of " + label))));
    }

    private static Throwable asFault(Throwable failure) {
        return failure instanceof Problem refused && refused.code() == ExtensionError.MIGRATION_FAILED
                ? ExtensionError.MIGRATION_INVALID.onField("migrations", refused.getMessage())
                : failure;
    }

    private static Future<Void> execute(ForeignTx tx, List<MigrationScript> scripts, String label) {
        var done = Future.<Void>succeededFuture();
        for (var script : scripts) {
            done = done.compose(before -> tx.run(RUN, Tuple.of(script.sql())).<Void>mapEmpty())
                    .recover(failure -> Future.failedFuture(explained(failure, step(script, label))));
        }
        return done;
    }

    private static String step(MigrationScript script, String label) {
        return "Migration %d (%s) of %s".formatted(script.step(), script.description(), label);
    }

    private static Future<Void> run(ForeignTx tx, MigrationScript script, String label) {
        return tx.run(RUN, Tuple.of(script.sql()))
                .compose(run -> tx.run(MIGRATED, Tuple.of(script.step(), script.checksum())))
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(explained(failure, step(script, label))));
    }

    private static Throwable explained(Throwable failure, String what) {
        if (failure instanceof TimeoutException) {
            return ExtensionError.MIGRATION_FAILED.because(what + " took too long.");
        }
        if (!(failure instanceof PgException refused)
                || TO_BE_RETRIED.matcher(refused.getSqlState()).matches()) {
            return failure;
        }
        if (PASSING.matcher(refused.getSqlState()).matches()) {
            return CommonError.UNAVAILABLE
                    .because("The database is too busy to run the migrations; try again in a second.")
                    .withRetryAfter(Duration.ofSeconds(1));
        }
        return ExtensionError.MIGRATION_FAILED.because(
                "%s failed: %s (SQLSTATE %s)".formatted(what, refused.getErrorMessage(), refused.getSqlState()));
    }
}
