package dev.guildhall.extensions.internal.jobs;

import static dev.guildhall.db.Tables.EXTENSION_JOB;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;

/** The SQL by which runs of jobs are planned, ordered, held and taken back, on the table {@code extension_job}. */
final class JobTable {

    private static final Field<OffsetDateTime> NOW = currentOffsetDateTime();

    private static final Sql<Instant> TIME = Sql.rows(select(NOW.as("now")), row -> row.instant(NOW.as("now")));

    /** @param schedule as text; empty for an order */
    record Planned(JobName name, Optional<String> schedule, String input, Instant dueAt, boolean held) {}

    private static final Columns<Planned> PLANNED = Columns.<Planned>of(
                    EXTENSION_JOB.WORKSPACE_ID, planned -> planned.name().workspace())
            .and(EXTENSION_JOB.EXTENSION_KEY, planned -> planned.name().extension())
            .and(EXTENSION_JOB.JOB, planned -> planned.name().job())
            .and(EXTENSION_JOB.KEY, planned -> planned.name().key())
            .and(EXTENSION_JOB.SCHEDULE, Planned::schedule)
            .and(EXTENSION_JOB.INPUT, Planned::input)
            .and(EXTENSION_JOB.DUE_AT, Planned::dueAt)
            .and(EXTENSION_JOB.NEXT_ATTEMPT_AT, Planned::dueAt)
            .and(EXTENSION_JOB.HELD, Planned::held);

    private static final ParameterizedSql<Planned, Void> INSERT = ParameterizedSql.change(
            planned -> insertInto(EXTENSION_JOB).set(planned.values(PLANNED)).onConflictDoNothing());

    /** The schedules that there are, by their jobs. */
    record Scheduled(String job, String schedule) {}

    private static final ParameterizedSql<InstallationKey, Scheduled> SCHEDULES = ParameterizedSql.rows(
            place -> select(EXTENSION_JOB.JOB, EXTENSION_JOB.SCHEDULE)
                    .from(EXTENSION_JOB)
                    .where(of(place))
                    .and(EXTENSION_JOB.KEY.eq(inline(JobName.SCHEDULE))),
            row -> new Scheduled(row.get(EXTENSION_JOB.JOB), row.get(EXTENSION_JOB.SCHEDULE)));

    private record Kept(InstallationKey place, Set<String> jobs) {}

    private static final ParameterizedSql<Kept, Void> DELETE_OTHERS =
            ParameterizedSql.change(kept -> deleteFrom(EXTENSION_JOB)
                    .where(kept.eq(EXTENSION_JOB.WORKSPACE_ID, it -> it.place().workspace()))
                    .and(kept.eq(EXTENSION_JOB.EXTENSION_KEY, it -> it.place().extensionKey()))
                    .andNot(kept.isOneOf(EXTENSION_JOB.JOB, Kept::jobs)));

    private record Since(InstallationKey place, Instant time) {}

    private static final ParameterizedSql<Since, Void> DELETE_ORDERED_SINCE =
            ParameterizedSql.change(since -> deleteFrom(EXTENSION_JOB)
                    .where(since.eq(EXTENSION_JOB.WORKSPACE_ID, it -> it.place().workspace()))
                    .and(since.eq(EXTENSION_JOB.EXTENSION_KEY, it -> it.place().extensionKey()))
                    .and(EXTENSION_JOB.KEY.ne(inline(JobName.SCHEDULE)))
                    .and(EXTENSION_JOB.CREATED_AT.gt(since.value(EXTENSION_JOB.CREATED_AT, Since::time))));

    private static final ParameterizedSql<JobName, Void> DELETE =
            ParameterizedSql.change(name -> deleteFrom(EXTENSION_JOB).where(is(name)));

    private static final ParameterizedSql<InstallationKey, Void> DELETE_ALL =
            ParameterizedSql.change(place -> deleteFrom(EXTENSION_JOB).where(of(place)));

    private record Hold(InstallationKey place, boolean held) {}

    private static final ParameterizedSql<Hold, Void> HOLD = ParameterizedSql.change(hold -> update(EXTENSION_JOB)
            .set(EXTENSION_JOB.HELD, hold.value(EXTENSION_JOB.HELD, Hold::held))
            .where(hold.eq(EXTENSION_JOB.WORKSPACE_ID, it -> it.place().workspace()))
            .and(hold.eq(EXTENSION_JOB.EXTENSION_KEY, it -> it.place().extensionKey())));

    private static final ParameterizedSql<JobName, Void> HURRY = ParameterizedSql.change(name -> update(EXTENSION_JOB)
            .set(EXTENSION_JOB.DUE_AT, least(EXTENSION_JOB.DUE_AT, NOW))
            .set(EXTENSION_JOB.NEXT_ATTEMPT_AT, NOW)
            .set(EXTENSION_JOB.ATTEMPTS, inline(0))
            .where(is(name))
            .and(EXTENSION_JOB.LEASE_OWNER.isNull()));

    private static final ParameterizedSql<InstallationKey, PendingJob> LIST = ParameterizedSql.rows(
            place -> select(
                            EXTENSION_JOB.WORKSPACE_ID,
                            EXTENSION_JOB.EXTENSION_KEY,
                            EXTENSION_JOB.JOB,
                            EXTENSION_JOB.KEY,
                            EXTENSION_JOB.DUE_AT,
                            EXTENSION_JOB.NEXT_ATTEMPT_AT,
                            EXTENSION_JOB.ATTEMPTS,
                            EXTENSION_JOB.HELD,
                            EXTENSION_JOB.LEASE_OWNER)
                    .from(EXTENSION_JOB)
                    .where(of(place)),
            JobTable::pending);

    private static final ParameterizedSql<JobName, UUID> OWNER = ParameterizedSql.rows(
            name -> select(EXTENSION_JOB.LEASE_OWNER).from(EXTENSION_JOB).where(is(name)),
            row -> row.get(EXTENSION_JOB.LEASE_OWNER));

    /** What time it is for all nodes. */
    Future<Instant> now(Tx tx) {
        return tx.first(TIME).map(Optional::orElseThrow);
    }

    /** False when there is one of this name already. */
    Future<Boolean> insert(Tx tx, Planned planned) {
        return tx.execute(INSERT.with(planned)).map(inserted -> inserted > 0);
    }

    Future<List<Scheduled>> schedules(Tx tx, InstallationKey place) {
        return tx.list(SCHEDULES.with(place));
    }

    Future<Boolean> delete(Tx tx, JobName name) {
        return tx.execute(DELETE.with(name)).map(deleted -> deleted > 0);
    }

    /** Deletes what is of none of these jobs. */
    Future<Void> deleteOthers(Tx tx, InstallationKey place, Set<String> jobs) {
        return tx.execute(DELETE_OTHERS.with(new Kept(place, jobs))).mapEmpty();
    }

    Future<Void> deleteOrderedSince(Tx tx, InstallationKey place, Instant time) {
        return tx.execute(DELETE_ORDERED_SINCE.with(new Since(place, time))).mapEmpty();
    }

    Future<Void> deleteAll(Tx tx, InstallationKey place) {
        return tx.execute(DELETE_ALL.with(place)).mapEmpty();
    }

    /** Lets no run of the installation begin, or lets them again. */
    Future<Void> hold(Tx tx, InstallationKey place, boolean held) {
        return tx.execute(HOLD.with(new Hold(place, held))).mapEmpty();
    }

    /** Makes it due now; false when there is none, or it runs. */
    Future<Boolean> hurry(Tx tx, JobName name) {
        return tx.execute(HURRY.with(name)).map(changed -> changed > 0);
    }

    Future<Boolean> exists(Tx tx, JobName name) {
        return tx.list(OWNER.with(name)).map(found -> !found.isEmpty());
    }

    Future<List<PendingJob>> list(Database database, InstallationKey place) {
        return database.list(place.workspace(), LIST.with(place));
    }

    private static Condition of(Parameters<InstallationKey> place) {
        return place.eq(EXTENSION_JOB.WORKSPACE_ID, InstallationKey::workspace)
                .and(place.eq(EXTENSION_JOB.EXTENSION_KEY, InstallationKey::extensionKey));
    }

    private static Condition is(Parameters<JobName> name) {
        return name.eq(EXTENSION_JOB.WORKSPACE_ID, JobName::workspace)
                .and(name.eq(EXTENSION_JOB.EXTENSION_KEY, JobName::extension))
                .and(name.eq(EXTENSION_JOB.JOB, JobName::job))
                .and(name.eq(EXTENSION_JOB.KEY, JobName::key));
    }

    static JobName name(ResultRow row) {
        return new JobName(
                new WorkspaceId(row.get(EXTENSION_JOB.WORKSPACE_ID)),
                row.get(EXTENSION_JOB.EXTENSION_KEY),
                row.get(EXTENSION_JOB.JOB),
                row.get(EXTENSION_JOB.KEY));
    }

    private static PendingJob pending(ResultRow row) {
        return new PendingJob(
                name(row),
                row.instant(EXTENSION_JOB.DUE_AT),
                row.instant(EXTENSION_JOB.NEXT_ATTEMPT_AT),
                row.get(EXTENSION_JOB.ATTEMPTS),
                row.get(EXTENSION_JOB.HELD),
                row.get(EXTENSION_JOB.LEASE_OWNER) != null);
    }
}
