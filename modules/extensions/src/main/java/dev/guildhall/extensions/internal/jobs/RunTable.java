package dev.guildhall.extensions.internal.jobs;

import static dev.guildhall.db.Tables.EXTENSION_JOB_RUN;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import java.util.List;

/** All SQL on the table {@code extension_job_run}. */
final class RunTable {

    private static final int KEPT = 100;

    private static final Columns<FinishedRun> COLUMNS = Columns.<FinishedRun>of(
                    EXTENSION_JOB_RUN.WORKSPACE_ID, run -> run.name().workspace())
            .and(EXTENSION_JOB_RUN.EXTENSION_KEY, run -> run.name().extension())
            .and(EXTENSION_JOB_RUN.JOB, run -> run.name().job())
            .and(EXTENSION_JOB_RUN.KEY, run -> run.name().key())
            .and(EXTENSION_JOB_RUN.ID, FinishedRun::id)
            .and(EXTENSION_JOB_RUN.DUE_AT, FinishedRun::dueAt)
            .and(EXTENSION_JOB_RUN.STARTED_AT, FinishedRun::startedAt)
            .and(EXTENSION_JOB_RUN.FINISHED_AT, FinishedRun::finishedAt)
            .and(EXTENSION_JOB_RUN.ATTEMPT, FinishedRun::attempt)
            .and(EXTENSION_JOB_RUN.OUTCOME, FinishedRun::outcome)
            .and(EXTENSION_JOB_RUN.ERROR, FinishedRun::error);

    private static final ParameterizedSql<FinishedRun, Void> INSERT =
            ParameterizedSql.change(run -> insertInto(EXTENSION_JOB_RUN).set(run.values(COLUMNS)));

    private static final ParameterizedSql<FinishedRun, Void> FORGET = ParameterizedSql.change(run -> deleteFrom(
                    EXTENSION_JOB_RUN)
            .where(run.eq(EXTENSION_JOB_RUN.WORKSPACE_ID, it -> it.name().workspace()))
            .and(run.eq(EXTENSION_JOB_RUN.EXTENSION_KEY, it -> it.name().extension()))
            .and(run.eq(EXTENSION_JOB_RUN.JOB, it -> it.name().job()))
            .and(EXTENSION_JOB_RUN.ID.le(select(EXTENSION_JOB_RUN.ID)
                    .from(EXTENSION_JOB_RUN)
                    .where(run.eq(
                            EXTENSION_JOB_RUN.WORKSPACE_ID, it -> it.name().workspace()))
                    .and(run.eq(EXTENSION_JOB_RUN.EXTENSION_KEY, it -> it.name().extension()))
                    .and(run.eq(EXTENSION_JOB_RUN.JOB, it -> it.name().job()))
                    .orderBy(EXTENSION_JOB_RUN.ID.desc())
                    .offset(inline(KEPT))
                    .limit(inline(1)))));

    private record OfJob(InstallationKey place, String job) {}

    private static final ParameterizedSql<OfJob, FinishedRun> LIST = ParameterizedSql.rows(
            of -> select(COLUMNS.fields())
                    .from(EXTENSION_JOB_RUN)
                    .where(of.eq(
                            EXTENSION_JOB_RUN.WORKSPACE_ID, it -> it.place().workspace()))
                    .and(of.eq(EXTENSION_JOB_RUN.EXTENSION_KEY, it -> it.place().extensionKey()))
                    .and(of.eq(EXTENSION_JOB_RUN.JOB, OfJob::job))
                    .orderBy(EXTENSION_JOB_RUN.ID.desc()),
            RunTable::run);

    private static final ParameterizedSql<InstallationKey, FinishedRun> LATEST = ParameterizedSql.rows(
            place -> select(COLUMNS.fields())
                    .distinctOn(EXTENSION_JOB_RUN.JOB, EXTENSION_JOB_RUN.KEY)
                    .from(EXTENSION_JOB_RUN)
                    .where(place.eq(EXTENSION_JOB_RUN.WORKSPACE_ID, InstallationKey::workspace))
                    .and(place.eq(EXTENSION_JOB_RUN.EXTENSION_KEY, InstallationKey::extensionKey))
                    .orderBy(EXTENSION_JOB_RUN.JOB, EXTENSION_JOB_RUN.KEY, EXTENSION_JOB_RUN.ID.desc()),
            RunTable::run);

    private static final ParameterizedSql<InstallationKey, Void> DELETE_ALL =
            ParameterizedSql.change(place -> deleteFrom(EXTENSION_JOB_RUN)
                    .where(place.eq(EXTENSION_JOB_RUN.WORKSPACE_ID, InstallationKey::workspace))
                    .and(place.eq(EXTENSION_JOB_RUN.EXTENSION_KEY, InstallationKey::extensionKey)));

    /** Keeps a run, and so many of those before. */
    Future<Void> add(Tx tx, FinishedRun run) {
        return tx.execute(INSERT.with(run))
                .compose(added -> tx.execute(FORGET.with(run)))
                .mapEmpty();
    }

    /** Those of a job that are kept, the latest first. */
    Future<List<FinishedRun>> list(Database database, InstallationKey place, String job) {
        return database.list(place.workspace(), LIST.with(new OfJob(place, job)));
    }

    /** The latest of each schedule and order. */
    Future<List<FinishedRun>> latest(Database database, InstallationKey place) {
        return database.list(place.workspace(), LATEST.with(place));
    }

    Future<Void> deleteAll(Tx tx, InstallationKey place) {
        return tx.execute(DELETE_ALL.with(place)).mapEmpty();
    }

    private static FinishedRun run(ResultRow row) {
        return new FinishedRun(
                row.get(EXTENSION_JOB_RUN.ID),
                new JobName(
                        new WorkspaceId(row.get(EXTENSION_JOB_RUN.WORKSPACE_ID)),
                        row.get(EXTENSION_JOB_RUN.EXTENSION_KEY),
                        row.get(EXTENSION_JOB_RUN.JOB),
                        row.get(EXTENSION_JOB_RUN.KEY)),
                row.instant(EXTENSION_JOB_RUN.DUE_AT),
                row.instant(EXTENSION_JOB_RUN.STARTED_AT),
                row.instant(EXTENSION_JOB_RUN.FINISHED_AT),
                row.get(EXTENSION_JOB_RUN.ATTEMPT),
                JobOutcome.valueOf(row.get(EXTENSION_JOB_RUN.OUTCOME)),
                row.get(EXTENSION_JOB_RUN.ERROR));
    }
}
