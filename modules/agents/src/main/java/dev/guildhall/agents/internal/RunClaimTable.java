package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_RUN;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.agents.AgentRun;
import dev.guildhall.agents.AgentRun.Status;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.HeldClaims;
import dev.guildhall.core.work.Lease;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;

/** The SQL by which runs are claimed and ended, on the table {@code agent_run}. */
final class RunClaimTable {

    private static final int RUNS_OF_WORKSPACE = 16;

    private record Wanted(UUID owner, int most) {}

    // The oldest of each session in which none is under way, of workspaces with few under way. Two nodes that choose
    // two
    // runs of one session at the very same time are told so by the index of what runs, and one of them tries again.
    private static final ParameterizedSql<Wanted, Claimed> CLAIM = ParameterizedSql.rows(
            wanted -> resultQuery(
                    """
                    with free as (
                      select distinct on (r.workspace_id, r.session_id) r.workspace_id, r.session_id, r.id, r.created_at
                        from (select * from guildhall.agent_run where status = 'QUEUED'
                               order by created_at, id limit 1000) r
                       where not exists (select from guildhall.agent_run b
                                          where b.workspace_id = r.workspace_id and b.session_id = r.session_id
                                            and b.status = 'RUNNING')
                       order by r.workspace_id, r.session_id, r.created_at, r.id),
                    ranked as (
                      select f.*, row_number() over (partition by f.workspace_id order by f.created_at, f.id)
                             + (select count(*) from guildhall.agent_run b
                                 where b.workspace_id = f.workspace_id and b.status = 'RUNNING') as place
                        from free f),
                    due as materialized (
                      select r.workspace_id, r.id
                        from guildhall.agent_run r join ranked using (workspace_id, id)
                       where r.status = 'QUEUED' and ranked.place <= {0}
                       order by ranked.place, r.created_at
                       limit {1}
                         for update of r skip locked)
                    update guildhall.agent_run r
                       set status = 'RUNNING', lease_owner = {2}, lease_id = gen_random_uuid(), started_at = now()
                      from due
                     where (r.workspace_id, r.id) = (due.workspace_id, due.id)
                    returning r.*
                    """,
                    wanted.value(Integer.class, all -> RUNS_OF_WORKSPACE),
                    wanted.value(Integer.class, Wanted::most),
                    wanted.value(AGENT_RUN.LEASE_OWNER, Wanted::owner)),
            row -> new Claimed(RunTable.run(row), row.get(AGENT_RUN.LEASE_ID)));

    private record Claimed(AgentRun run, UUID id) {}

    private record Ended(RunClaim claim, RunOutcome outcome) {}

    private static final ParameterizedSql<Ended, Void> END = ParameterizedSql.change(ended -> update(AGENT_RUN)
            .set(
                    AGENT_RUN.STATUS,
                    ended.value(AGENT_RUN.STATUS, it -> it.outcome().status()))
            .set(
                    AGENT_RUN.ERROR_CODE,
                    ended.value(AGENT_RUN.ERROR_CODE, it -> it.outcome().errorCode()))
            .set(
                    AGENT_RUN.ERROR,
                    ended.value(AGENT_RUN.ERROR, it -> it.outcome().error()))
            .set(
                    AGENT_RUN.INPUT_TOKENS,
                    ended.value(
                            AGENT_RUN.INPUT_TOKENS, it -> it.outcome().used().inputTokens()))
            .set(
                    AGENT_RUN.OUTPUT_TOKENS,
                    ended.value(
                            AGENT_RUN.OUTPUT_TOKENS, it -> it.outcome().used().outputTokens()))
            .set(
                    AGENT_RUN.COST,
                    ended.value(AGENT_RUN.COST, it -> it.outcome().used().cost()))
            .set(AGENT_RUN.FINISHED_AT, currentOffsetDateTime())
            .set(AGENT_RUN.LEASE_OWNER, castNull(UUID.class))
            .where(isHeld(ended, Ended::claim)));

    private static final ParameterizedSql<RunClaim, Void> GIVE_BACK = ParameterizedSql.change(claim -> update(AGENT_RUN)
            .set(AGENT_RUN.STATUS, inline(Status.QUEUED.name()))
            .set(AGENT_RUN.LEASE_OWNER, castNull(UUID.class))
            .where(isHeld(claim, Function.identity())));

    private static final ParameterizedSql<RunClaim, Boolean> IS_WANTED = ParameterizedSql.rows(
            claim -> select(AGENT_RUN.CANCELLED_BY).from(AGENT_RUN).where(isHeld(claim, Function.identity())),
            row -> row.get(AGENT_RUN.CANCELLED_BY) == null);

    private static final ParameterizedSql<HeldClaims, AgentRun> INTERRUPT_LOST = interrupt(held ->
            AGENT_RUN.LEASE_OWNER.isNotNull().and(HeldClaims.isLost(held, AGENT_RUN.LEASE_OWNER, AGENT_RUN.LEASE_ID)));

    private static final ParameterizedSql<UUID, AgentRun> INTERRUPT_ALL =
            interrupt(owner -> owner.eq(AGENT_RUN.LEASE_OWNER));

    private static <A> ParameterizedSql<A, AgentRun> interrupt(Function<Parameters<A>, Condition> which) {
        return ParameterizedSql.rows(
                argument -> update(AGENT_RUN)
                        .set(AGENT_RUN.STATUS, inline(Status.INTERRUPTED.name()))
                        .set(AGENT_RUN.LEASE_OWNER, castNull(UUID.class))
                        .set(AGENT_RUN.FINISHED_AT, currentOffsetDateTime())
                        .where(which.apply(argument))
                        .returning(RunTable.COLUMNS.fields()),
                RunTable::run);
    }

    private final Database database;

    RunClaimTable(Database database) {
        this.database = database;
    }

    Future<List<RunClaim>> claim(Lease lease, int most) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.list(CLAIM.with(new Wanted(lease.owner(), most))))
                .map(claimed -> claimed.stream()
                        .map(one -> new RunClaim(
                                new SessionKey(one.run().workspace(), one.run().session()), one.id(), lease, one.run()))
                        .toList());
    }

    /** Notes what became of it; false when the claim is lost. */
    Future<Boolean> end(Tx tx, RunClaim claim, RunOutcome outcome) {
        return tx.execute(END.with(new Ended(claim, outcome))).map(ended -> ended > 0);
    }

    /** Ends a claim under which nothing was done. */
    Future<Void> giveBack(RunClaim claim) {
        return database.inTransaction(claim.key().workspace(), tx -> tx.execute(GIVE_BACK.with(claim)))
                .mapEmpty();
    }

    /** Whether it is neither lost nor cancelled. */
    Future<Boolean> isWanted(RunClaim claim) {
        return database.first(claim.key().workspace(), IS_WANTED.with(claim)).map(found -> found.orElse(false));
    }

    /** Ends the runs that nobody goes on with; gives those. */
    Future<List<AgentRun>> interruptLost(Tx tx, HeldClaims held) {
        return tx.list(INTERRUPT_LOST.with(held));
    }

    /** Ends all runs of an owner; gives those. */
    Future<List<AgentRun>> interruptAll(Tx tx, UUID owner) {
        return tx.list(INTERRUPT_ALL.with(owner));
    }

    private static <A> Condition isHeld(Parameters<A> argument, Function<A, RunClaim> claim) {
        return argument.eq(AGENT_RUN.WORKSPACE_ID, it -> claim.apply(it).key().workspace())
                .and(argument.eq(AGENT_RUN.ID, it -> claim.apply(it).run().id()))
                .and(argument.eq(AGENT_RUN.LEASE_OWNER, it -> claim.apply(it).owner()))
                .and(argument.eq(AGENT_RUN.LEASE_ID, it -> claim.apply(it).id()));
    }
}
