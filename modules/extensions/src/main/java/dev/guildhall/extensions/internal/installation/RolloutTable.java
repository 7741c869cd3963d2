package dev.guildhall.extensions.internal.installation;

import static dev.guildhall.db.Tables.EXTENSION_VERSION;
import static dev.guildhall.db.Tables.INSTALLATION;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.Rollout;
import dev.guildhall.extensions.UpgradePolicy;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.semver4j.Semver;

/** The SQL by which versions are rolled out, on the table {@code extension_version}. */
final class RolloutTable {

    private static final Field<String> KEY = field(name("extension_key"), String.class);
    private static final Field<String> VERSION = field(name("version"), String.class);
    private static final Field<UUID> AFTER = field(name("rollout_after"), UUID.class);
    private static final Field<Integer> WAVE = field(name("rollout_wave"), Integer.class);

    private static final UUID FIRST = new UUID(0, 0);

    // As a subquery of a condition, the choice could be made anew for each row, and each time others be taken.
    private static final Sql<Claim> CLAIM = Sql.rows(
            resultQuery("""
            with due as materialized (
              select extension_key, version
                from guildhall.extension_version
               where rollout_state = 'RUNNING' and rollout_due <= now() and yanked_at is null
               order by rollout_due
               limit 1
                 for update skip locked)
            update guildhall.extension_version v
               set rollout_wave = v.rollout_wave + 1, rollout_due = now() + interval '5 minutes'
              from due
             where v.extension_key = due.extension_key and v.version = due.version
            returning v.extension_key, v.version, v.rollout_after, v.rollout_wave
            """),
            row -> new Claim(
                    row.get(KEY),
                    Semver.parse(row.get(VERSION)),
                    Optional.ofNullable(row.get(AFTER)).orElse(FIRST),
                    row.get(WAVE)));

    private static final ParameterizedSql<Wanted, Candidate> CANDIDATES = ParameterizedSql.rows(
            wanted -> select(INSTALLATION.WORKSPACE_ID, INSTALLATION.VERSION, INSTALLATION.UPGRADE_POLICY)
                    .from(INSTALLATION)
                    .where(wanted.eq(
                            INSTALLATION.EXTENSION_KEY, of -> of.claim().extensionKey()))
                    .and(INSTALLATION.UPGRADE_POLICY.ne(inline("OFF")))
                    .and(INSTALLATION.STATE.eq(inline("ACTIVE")))
                    .and(INSTALLATION.WORKSPACE_ID.gt(wanted.value(
                            INSTALLATION.WORKSPACE_ID,
                            of -> new WorkspaceId(of.claim().after()))))
                    .orderBy(INSTALLATION.WORKSPACE_ID)
                    .limit(wanted.value(Integer.class, Wanted::most)),
            row -> new Candidate(
                    new WorkspaceId(row.get(INSTALLATION.WORKSPACE_ID)),
                    Semver.parse(row.get(INSTALLATION.VERSION)),
                    UpgradePolicy.valueOf(row.get(INSTALLATION.UPGRADE_POLICY))));

    private static final ParameterizedSql<Step, Void> STEP = ParameterizedSql.change(step -> update(EXTENSION_VERSION)
            .set(
                    EXTENSION_VERSION.ROLLOUT_AFTER,
                    step.value(EXTENSION_VERSION.ROLLOUT_AFTER, of -> of.done().value()))
            .set(
                    EXTENSION_VERSION.ROLLOUT_COUNT,
                    EXTENSION_VERSION.ROLLOUT_COUNT.plus(step.value(Integer.class, of -> of.isUpgraded() ? 1 : 0)))
            .set(EXTENSION_VERSION.ROLLOUT_DUE, due("now() + interval '5 minutes'"))
            .where(isHeld(step, Step::claim)));

    private static final ParameterizedSql<Claim, Void> NEXT = ParameterizedSql.change(claim -> update(EXTENSION_VERSION)
            .set(EXTENSION_VERSION.ROLLOUT_DUE, due("now()"))
            .where(isHeld(claim, itself -> itself)));

    private static final ParameterizedSql<Claim, Void> LATER =
            ParameterizedSql.change(claim -> update(EXTENSION_VERSION)
                    .set(EXTENSION_VERSION.ROLLOUT_DUE, due("now() + interval '1 minute'"))
                    .where(isHeld(claim, itself -> itself)));

    private static final ParameterizedSql<End, Void> END = ParameterizedSql.change(end -> update(EXTENSION_VERSION)
            .set(
                    EXTENSION_VERSION.ROLLOUT_STATE,
                    end.value(EXTENSION_VERSION.ROLLOUT_STATE, of -> of.state().name()))
            .set(EXTENSION_VERSION.ROLLOUT_REASON, end.value(EXTENSION_VERSION.ROLLOUT_REASON, End::reason))
            .where(isHeld(end, End::claim)));

    /** The next wave of a version, which is this node's for a while; whatever another one claims later is not. */
    record Claim(String extensionKey, Semver version, UUID after, int wave) {}

    /** An installation that takes newer versions by itself. */
    record Candidate(WorkspaceId workspace, Semver version, UpgradePolicy policy) {}

    private record Wanted(Claim claim, int most) {}

    private record Step(Claim claim, WorkspaceId done, boolean isUpgraded) {}

    private record End(Claim claim, Rollout.State state, String reason) {}

    private static Field<OffsetDateTime> due(String time) {
        return field(time, EXTENSION_VERSION.ROLLOUT_DUE.getDataType());
    }

    private static <T> Condition isHeld(Parameters<T> of, Function<T, Claim> claim) {
        return of.eq(
                        EXTENSION_VERSION.EXTENSION_KEY,
                        known -> claim.apply(known).extensionKey())
                .and(of.eq(
                        EXTENSION_VERSION.VERSION,
                        known -> claim.apply(known).version().getVersion()))
                .and(of.eq(
                        EXTENSION_VERSION.ROLLOUT_WAVE,
                        known -> claim.apply(known).wave()))
                .and(EXTENSION_VERSION.ROLLOUT_STATE.eq(inline("RUNNING")))
                .and(EXTENSION_VERSION.YANKED_AT.isNull());
    }

    Future<Optional<Claim>> claim(Database database) {
        return database.first(Tenant.PLATFORM, CLAIM);
    }

    /** The next ones in the order of their workspaces. */
    Future<List<Candidate>> candidates(Database database, Claim claim, int most) {
        return database.list(Tenant.PLATFORM, CANDIDATES.with(new Wanted(claim, most)));
    }

    /** Notes that a workspace is done with; false when the wave is this node's no more. */
    Future<Boolean> done(Database database, Claim claim, WorkspaceId workspace, boolean isUpgraded) {
        return change(database, STEP.with(new Step(claim, workspace, isUpgraded)))
                .map(changed -> changed == 1);
    }

    /** The next wave may begin. */
    Future<Void> next(Database database, Claim claim) {
        return change(database, NEXT.with(claim)).mapEmpty();
    }

    /** The rest is tried again in a minute. */
    Future<Void> later(Database database, Claim claim) {
        return change(database, LATER.with(claim)).mapEmpty();
    }

    Future<Void> end(Database database, Claim claim, Rollout.State state, String reason) {
        return change(database, END.with(new End(claim, state, reason))).mapEmpty();
    }

    private static Future<Integer> change(Database database, Sql<Void> statement) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(statement));
    }
}
