package dev.guildhall.extensions.internal.jobs;

import static dev.guildhall.db.Tables.EXTENSION_JOB;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.HeldClaims;
import dev.guildhall.core.work.Lease;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** The SQL by which runs of jobs are claimed and what became of them is noted, on the table {@code extension_job}. */
final class JobClaimTable {

    private static final int RUNS_OF_WORKSPACE = 4;
    private static final Field<OffsetDateTime> STARTED_AT = field(DSL.name("started_at"), OffsetDateTime.class);

    private record Wanted(UUID owner, int most) {}

    // One of each workspace in turn, of those with few runs under way. Two nodes that choose two runs of one job at the
    // very same time are told so by the index of what runs, and one of them tries again.
    private static final ParameterizedSql<Wanted, Claimed> CLAIM = ParameterizedSql.rows(
            wanted -> resultQuery(
                    """
                    with free as (
                      select j.workspace_id, j.extension_key, j.job, j.key, j.next_attempt_at
                        from guildhall.extension_job j
                       where j.next_attempt_at <= now() and j.lease_owner is null and not j.held
                         and not exists (select from guildhall.extension_job r
                                          where r.workspace_id = j.workspace_id and r.extension_key = j.extension_key
                                            and r.job = j.job and r.lease_owner is not null)
                         and (select count(*) from guildhall.extension_job r
                               where r.workspace_id = j.workspace_id and r.lease_owner is not null) < {0}
                       order by j.next_attempt_at
                       limit 1000),
                    first as (
                      select distinct on (workspace_id) *
                        from free order by workspace_id, next_attempt_at, extension_key, job, key),
                    due as materialized (
                      select j.workspace_id, j.extension_key, j.job, j.key
                        from guildhall.extension_job j
                        join first using (workspace_id, extension_key, job, key)
                       where j.lease_owner is null and not j.held
                       order by j.next_attempt_at
                       limit {1}
                         for update of j skip locked)
                    update guildhall.extension_job j
                       set attempts = j.attempts + 1, lease_owner = {2}, lease_id = gen_random_uuid()
                      from due
                     where (j.workspace_id, j.extension_key, j.job, j.key)
                         = (due.workspace_id, due.extension_key, due.job, due.key)
                    returning j.workspace_id, j.extension_key, j.job, j.key, j.input, j.due_at, j.attempts, j.lease_id,
                              now() as started_at
                    """,
                    wanted.value(Integer.class, all -> RUNS_OF_WORKSPACE),
                    wanted.value(Integer.class, Wanted::most),
                    wanted.value(EXTENSION_JOB.LEASE_OWNER, Wanted::owner)),
            JobClaimTable::claimed);

    private record Claimed(JobName name, UUID id, String input, Instant dueAt, int attempt, Instant startedAt) {}

    private static final ParameterizedSql<JobClaim, Void> DELETE =
            ParameterizedSql.change(claim -> deleteFrom(EXTENSION_JOB).where(isHeld(claim, itself -> itself)));

    private record Next(JobClaim claim, Instant dueAt) {}

    private static final ParameterizedSql<Next, Void> GO_ON = ParameterizedSql.change(next -> update(EXTENSION_JOB)
            .set(EXTENSION_JOB.DUE_AT, next.value(EXTENSION_JOB.DUE_AT, Next::dueAt))
            .set(EXTENSION_JOB.NEXT_ATTEMPT_AT, next.value(EXTENSION_JOB.NEXT_ATTEMPT_AT, Next::dueAt))
            .set(EXTENSION_JOB.ATTEMPTS, inline(0))
            .set(EXTENSION_JOB.LEASE_OWNER, castNull(UUID.class))
            .where(isHeld(next, Next::claim)));

    private record Pause(JobClaim claim, Duration pause, int attempts) {}

    private static final ParameterizedSql<Pause, Void> POSTPONE = ParameterizedSql.change(pause -> update(EXTENSION_JOB)
            .set(
                    EXTENSION_JOB.NEXT_ATTEMPT_AT,
                    field(
                            "now() + {0} * interval '1 millisecond'",
                            EXTENSION_JOB.NEXT_ATTEMPT_AT.getDataType(),
                            pause.value(Long.class, it -> it.pause().toMillis())))
            .set(EXTENSION_JOB.ATTEMPTS, pause.value(EXTENSION_JOB.ATTEMPTS, Pause::attempts))
            .set(EXTENSION_JOB.LEASE_OWNER, castNull(UUID.class))
            .where(isHeld(pause, Pause::claim)));

    private static final ParameterizedSql<JobClaim, UUID> HELD = ParameterizedSql.rows(
            claim -> select(EXTENSION_JOB.LEASE_ID).from(EXTENSION_JOB).where(isHeld(claim, itself -> itself)),
            row -> row.get(EXTENSION_JOB.LEASE_ID));

    // An attempt that its node could not end counts, or a run that ends nodes would come again for ever.
    private static final ParameterizedSql<HeldClaims, Void> RELEASE_LOST =
            ParameterizedSql.change(held -> update(EXTENSION_JOB)
                    .set(EXTENSION_JOB.LEASE_OWNER, castNull(UUID.class))
                    .set(EXTENSION_JOB.NEXT_ATTEMPT_AT, currentOffsetDateTime())
                    .where(EXTENSION_JOB.LEASE_OWNER.isNotNull())
                    .and(HeldClaims.isLost(held, EXTENSION_JOB.LEASE_OWNER, EXTENSION_JOB.LEASE_ID)));

    private static final ParameterizedSql<UUID, Void> RELEASE_ALL =
            ParameterizedSql.change(owner -> update(EXTENSION_JOB)
                    .set(EXTENSION_JOB.LEASE_OWNER, castNull(UUID.class))
                    .set(EXTENSION_JOB.NEXT_ATTEMPT_AT, currentOffsetDateTime())
                    .where(owner.eq(EXTENSION_JOB.LEASE_OWNER)));

    private final Database database;

    JobClaimTable(Database database) {
        this.database = database;
    }

    Future<List<JobClaim>> claim(Lease lease, int most) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.list(CLAIM.with(new Wanted(lease.owner(), most))))
                .map(claimed -> claimed.stream()
                        .map(one -> new JobClaim(
                                one.name(), one.id(), lease, one.input(), one.dueAt(), one.attempt(), one.startedAt()))
                        .toList());
    }

    /** Its run is over and comes no more; false when the claim is lost. */
    Future<Boolean> delete(Tx tx, JobClaim claim) {
        return tx.execute(DELETE.with(claim)).map(deleted -> deleted > 0);
    }

    /** Its run is over and the next one is due then; false when the claim is lost. */
    Future<Boolean> goOn(Tx tx, JobClaim claim, Instant next) {
        return tx.execute(GO_ON.with(new Next(claim, next))).map(changed -> changed > 0);
    }

    /** It is tried again; false when the claim is lost. */
    Future<Boolean> retry(Tx tx, JobClaim claim, Duration pause) {
        return tx.execute(POSTPONE.with(new Pause(claim, pause, claim.attempt())))
                .map(changed -> changed > 0);
    }

    /** Ends a claim under which nothing was tried. */
    Future<Void> postpone(JobClaim claim, Duration pause) {
        return database.inTransaction(
                        claim.key().workspace(),
                        tx -> tx.execute(POSTPONE.with(new Pause(claim, pause, claim.attempt() - 1))))
                .mapEmpty();
    }

    /** Whether the claim is neither lost nor taken back. */
    Future<Boolean> isHeld(JobClaim claim) {
        return database.list(claim.key().workspace(), HELD.with(claim)).map(found -> !found.isEmpty());
    }

    Future<Void> releaseLost(HeldClaims held) {
        return change(RELEASE_LOST.with(held));
    }

    Future<Void> releaseAll(UUID owner) {
        return change(RELEASE_ALL.with(owner));
    }

    private Future<Void> change(Sql<Void> sql) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(sql)).mapEmpty();
    }

    private static <A> Condition isHeld(Parameters<A> argument, Function<A, JobClaim> claim) {
        return argument.eq(
                        EXTENSION_JOB.WORKSPACE_ID, it -> claim.apply(it).key().workspace())
                .and(argument.eq(
                        EXTENSION_JOB.EXTENSION_KEY, it -> claim.apply(it).key().extension()))
                .and(argument.eq(EXTENSION_JOB.JOB, it -> claim.apply(it).key().job()))
                .and(argument.eq(EXTENSION_JOB.KEY, it -> claim.apply(it).key().key()))
                .and(argument.eq(
                        EXTENSION_JOB.LEASE_OWNER, it -> claim.apply(it).owner()))
                .and(argument.eq(EXTENSION_JOB.LEASE_ID, it -> claim.apply(it).id()));
    }

    private static Claimed claimed(ResultRow row) {
        return new Claimed(
                JobTable.name(row),
                row.get(EXTENSION_JOB.LEASE_ID),
                row.get(EXTENSION_JOB.INPUT),
                row.instant(EXTENSION_JOB.DUE_AT),
                row.get(EXTENSION_JOB.ATTEMPTS),
                row.instant(STARTED_AT));
    }
}
