package dev.guildhall.events.internal.durable;

import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static dev.guildhall.db.Tables.EVENT_CURSOR;
import static dev.guildhall.db.Tables.EVENT_DEAD_LETTER;
import static dev.guildhall.events.internal.durable.CursorTable.ACTIVE;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.selectDistinct;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.HeldClaims;
import dev.guildhall.core.work.Lease;
import dev.guildhall.events.internal.durable.Cursor.Key;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jooq.Condition;

/** The SQL by which cursors are claimed and worked on, on the tables {@code event_cursor} and {@code event_dead_letter}. */
final class CursorClaimTable {

    private static final int MAX_ERROR_LENGTH = 1000;
    private static final Pattern UNSTORABLE = Pattern.compile("[\\x00\\p{Cs}]");

    // Rows are locked in one order and others' locks are skipped, so that nodes never wait for each other here.
    private static final ParameterizedSql<Wanted, Claimed> CLAIM = ParameterizedSql.rows(
            wanted -> resultQuery(
                    """
                    with due as (
                      select c.tenant_id, c.kind, c.subscriber, c.handler
                        from guildhall.event_cursor c
                        join (select *, row_number() over (
                                          partition by tenant_id order by kind, subscriber, handler) as turn
                                from (select c.tenant_id, c.kind, c.subscriber, c.handler
                                        from guildhall.event_cursor c
                                        join guildhall.event_counter n on n.tenant_id = c.tenant_id
                                       where c.tenant_id = any({0}) and c.kind = any({1})
                                         and c.state = 'ACTIVE' and c.lease_owner is null
                                         and c.sequence < n.last_sequence
                                         and (c.next_attempt_at is null or c.next_attempt_at <= now())) waiting
                             ) waiting using (tenant_id, kind, subscriber, handler)
                       where c.state = 'ACTIVE' and c.lease_owner is null
                         and (c.next_attempt_at is null or c.next_attempt_at <= now())
                       order by waiting.turn, c.tenant_id, c.kind, c.subscriber, c.handler
                       limit {2}
                         for update of c skip locked)
                    update guildhall.event_cursor c set lease_owner = {3}, lease_id = gen_random_uuid()
                      from due
                     where (c.tenant_id, c.kind, c.subscriber, c.handler)
                           = (due.tenant_id, due.kind, due.subscriber, due.handler)
                    returning c.tenant_kind, c.tenant_id, c.kind, c.subscriber, c.handler, c.lease_id, c.sequence, c.attempts,
                              c.unfinished
                    """,
                    wanted.value(UUID[].class, Wanted::tenantIds),
                    wanted.value(String[].class, Wanted::kindNames),
                    wanted.value(Integer.class, Wanted::limit),
                    wanted.value(EVENT_CURSOR.LEASE_OWNER, Wanted::owner)),
            CursorClaimTable::claimed);

    private static final Columns<Attempt> AFTER_ATTEMPT = Columns.<Attempt>of(
                    EVENT_CURSOR.SEQUENCE, made -> made.cursor().sequence())
            .and(EVENT_CURSOR.ATTEMPTS, made -> made.cursor().attempts())
            .and(EVENT_CURSOR.UNFINISHED, made -> (short) made.cursor().unfinished())
            .and(EVENT_CURSOR.LAST_ERROR, made -> text(made.failure()));

    private static final Columns<DeadEvent> DEAD_EVENT = Columns.<DeadEvent>of(
                    EVENT_DEAD_LETTER.TENANT_ID, one -> one.key().tenant())
            .and(EVENT_DEAD_LETTER.KIND, one -> one.key().kind())
            .and(EVENT_DEAD_LETTER.SUBSCRIBER, one -> one.key().subscriber())
            .and(EVENT_DEAD_LETTER.HANDLER, one -> one.key().handler())
            .and(EVENT_DEAD_LETTER.SEQUENCE, DeadEvent::sequence)
            .and(EVENT_DEAD_LETTER.ATTEMPTS, DeadEvent::attempts)
            .and(EVENT_DEAD_LETTER.ERROR, one -> text(one.failure()));

    private static final ParameterizedSql<Move, String> ADVANCE = ParameterizedSql.rows(
            move -> update(EVENT_CURSOR)
                    .set(move.values(
                            Columns.of(EVENT_CURSOR.SEQUENCE, Move::to).and(EVENT_CURSOR.LEASE_OWNER, Move::nextOwner)))
                    .set(EVENT_CURSOR.ATTEMPTS, inline(0))
                    .set(EVENT_CURSOR.UNFINISHED, inline((short) 0))
                    .set(EVENT_CURSOR.NEXT_ATTEMPT_AT, inline(null, EVENT_CURSOR.NEXT_ATTEMPT_AT))
                    .set(EVENT_CURSOR.LAST_ERROR, inline(null, EVENT_CURSOR.LAST_ERROR))
                    .where(isHeld(move, Move::claim))
                    .returningResult(EVENT_CURSOR.STATE),
            row -> row.get(EVENT_CURSOR.STATE));

    private static final ParameterizedSql<Attempt, Void> POSTPONE = ParameterizedSql.change(attempt -> update(
                    EVENT_CURSOR)
            .set(attempt.values(AFTER_ATTEMPT))
            .set(EVENT_CURSOR.LEASE_OWNER, inline(null, EVENT_CURSOR.LEASE_OWNER))
            .set(
                    EVENT_CURSOR.NEXT_ATTEMPT_AT,
                    field(
                            "now() + {0} * interval '1 millisecond'",
                            EVENT_CURSOR.NEXT_ATTEMPT_AT.getDataType(),
                            attempt.value(Long.class, made -> made.pause().toMillis())))
            .where(isHeld(attempt, Attempt::claim)));

    private static final ParameterizedSql<Beginning, Short> BEGIN = ParameterizedSql.rows(
            begun -> update(EVENT_CURSOR)
                    .set(begun.values(Columns.of(EVENT_CURSOR.SEQUENCE, Beginning::sequence)
                            .and(EVENT_CURSOR.UNFINISHED, Beginning::unfinished)))
                    .where(isHeld(begun, Beginning::claim))
                    .returningResult(EVENT_CURSOR.UNFINISHED),
            row -> row.get(EVENT_CURSOR.UNFINISHED));

    private static final ParameterizedSql<DeadEvent, Void> PUT_ASIDE =
            ParameterizedSql.change(dead -> insertInto(EVENT_DEAD_LETTER)
                    .set(dead.values(DEAD_EVENT))
                    .set(EVENT_DEAD_LETTER.CREATED_AT, currentOffsetDateTime())
                    .onConflictDoNothing());

    private static final Sql<Tenant> RETRIES_DUE = Sql.rows(
            selectDistinct(EVENT_CURSOR.TENANT_KIND, EVENT_CURSOR.TENANT_ID)
                    .from(EVENT_CURSOR)
                    .where(EVENT_CURSOR.NEXT_ATTEMPT_AT.le(currentOffsetDateTime()))
                    .and(EVENT_CURSOR.LEASE_OWNER.isNull())
                    .and(EVENT_CURSOR.STATE.eq(inline(ACTIVE)))
                    .limit(inline(1000)),
            CursorClaimTable::tenant);

    private static final Sql<Tenant> BEHIND = Sql.rows(
            selectDistinct(EVENT_CURSOR.TENANT_KIND, EVENT_CURSOR.TENANT_ID)
                    .from(EVENT_CURSOR)
                    .join(EVENT_COUNTER)
                    .on(EVENT_COUNTER.TENANT_ID.eq(EVENT_CURSOR.TENANT_ID))
                    .where(EVENT_CURSOR.SEQUENCE.lt(EVENT_COUNTER.LAST_SEQUENCE))
                    .and(EVENT_CURSOR.STATE.eq(inline(ACTIVE)))
                    .and(EVENT_CURSOR.LEASE_OWNER.isNull())
                    .and(EVENT_CURSOR
                            .NEXT_ATTEMPT_AT
                            .isNull()
                            .or(EVENT_CURSOR.NEXT_ATTEMPT_AT.le(currentOffsetDateTime())))
                    .limit(inline(10_000)),
            CursorClaimTable::tenant);

    private static final ParameterizedSql<HeldClaims, Tenant> RELEASE_LOST = ParameterizedSql.rows(
            held -> resultQuery("""
                    with lost as (
                      select tenant_id, kind, subscriber, handler
                        from guildhall.event_cursor
                       where lease_owner is not null and {0}
                         for update skip locked)
                    update guildhall.event_cursor c set lease_owner = null
                      from lost
                     where (c.tenant_id, c.kind, c.subscriber, c.handler)
                           = (lost.tenant_id, lost.kind, lost.subscriber, lost.handler)
                    returning c.tenant_kind, c.tenant_id
                    """, HeldClaims.isLost(held, EVENT_CURSOR.LEASE_OWNER, EVENT_CURSOR.LEASE_ID)),
            CursorClaimTable::tenant);

    private static final ParameterizedSql<UUID, Void> RELEASE_ALL =
            ParameterizedSql.change(owner -> update(EVENT_CURSOR)
                    .set(EVENT_CURSOR.LEASE_OWNER, inline(null, EVENT_CURSOR.LEASE_OWNER))
                    .where(owner.eq(EVENT_CURSOR.LEASE_OWNER)));

    private record Wanted(Collection<Tenant> tenants, Collection<String> kinds, int limit, UUID owner) {

        UUID[] tenantIds() {
            return tenants.stream().map(Tenant::value).toArray(UUID[]::new);
        }

        String[] kindNames() {
            return kinds.toArray(String[]::new);
        }
    }

    /** A cursor that was claimed, and the id of the claim. */
    private record Claimed(Cursor cursor, UUID id) {}

    /** @param kept whether the claim is kept */
    private record Move(CursorClaim claim, long to, boolean kept) {

        Optional<UUID> nextOwner() {
            return kept ? Optional.of(claim.owner()) : Optional.empty();
        }
    }

    private record Beginning(CursorClaim claim, long sequence, short unfinished) {}

    private record Attempt(CursorClaim claim, Cursor cursor, Throwable failure, Duration pause) {}

    private record DeadEvent(Key key, long sequence, int attempts, Throwable failure) {}

    private final Database database;

    CursorClaimTable(Database database) {
        this.database = database;
    }

    /** Claims cursors that have something to do, the tenants in turn; those that others hold are passed over. */
    Future<List<CursorClaim>> claim(Collection<Tenant> tenants, Collection<String> kinds, int limit, Lease lease) {
        return database.list(Tenant.PLATFORM, CLAIM.with(new Wanted(tenants, kinds, limit, lease.owner())))
                .map(found -> found.stream()
                        .map(one -> new CursorClaim(one.cursor(), one.id(), lease))
                        .toList());
    }

    /** Notes the events up to a sequence as done; false when the claim is lost or the subscriber is paused. */
    Future<Boolean> advance(CursorClaim claim, long sequence) {
        return advance(new Move(claim, sequence, true));
    }

    /** The same, and gives the lease back. */
    Future<Void> advanceAndRelease(CursorClaim claim, long sequence) {
        return advance(new Move(claim, sequence, false)).mapEmpty();
    }

    private Future<Boolean> advance(Move move) {
        return database.first(move.claim().tenant(), ADVANCE.with(move))
                .map(state -> state.map(ACTIVE::equals).orElse(false));
    }

    /**
     * Does the same in a transaction, which fails when the claim is lost; false when the subscriber is paused.
     *
     * @param kept whether the claim is kept
     */
    Future<Boolean> move(Tx tx, CursorClaim claim, long sequence, boolean kept) {
        return tx.first(ADVANCE.with(new Move(claim, sequence, kept)))
                .compose(state -> state.map(found -> Future.succeededFuture(found.equals(ACTIVE)))
                        .orElseGet(() -> Future.failedFuture(
                                new IllegalStateException("The claim on " + claim.key() + " is lost"))));
    }

    /** Notes that the event after the cursor is about to be tried; false when the claim is lost. */
    Future<Boolean> begin(CursorClaim claim, Cursor cursor) {
        var begun = new Beginning(claim, cursor.sequence(), (short) (cursor.unfinished() + 1));
        return database.first(claim.tenant(), BEGIN.with(begun)).map(Optional::isPresent);
    }

    /** Gives the lease back until the next attempt is due. */
    Future<Void> postpone(CursorClaim claim, Cursor cursor, Throwable failure, Duration pause) {
        var attempt = new Attempt(claim, cursor, failure, pause);
        return database.inTransaction(claim.tenant(), tx -> tx.execute(POSTPONE.with(attempt)))
                .mapEmpty();
    }

    /** Puts the event after the cursor aside and moves the cursor past it; false when the claim is lost or paused. */
    Future<Boolean> putAside(CursorClaim claim, Cursor cursor, long sequence, Throwable failure) {
        var dead = new DeadEvent(claim.key(), sequence, cursor.attempts(), failure);
        return database.inTransaction(
                claim.tenant(),
                tx -> tx.first(ADVANCE.with(new Move(claim, sequence, true)))
                        .compose(state -> state.isEmpty()
                                ? Future.succeededFuture(false)
                                : tx.execute(PUT_ASIDE.with(dead))
                                        .map(state.get().equals(ACTIVE))));
    }

    /** The tenants with cursors whose next attempt is due. */
    Future<List<Tenant>> retriesDue() {
        return database.list(Tenant.PLATFORM, RETRIES_DUE);
    }

    /** The tenants with cursors that have something to do; looks at all of them, so it is not for every second. */
    Future<List<Tenant>> behind() {
        return database.list(Tenant.PLATFORM, BEHIND);
    }

    /** Ends the claims that nobody works under; gives the tenants. */
    Future<List<Tenant>> releaseLost(HeldClaims held) {
        return database.list(Tenant.PLATFORM, RELEASE_LOST.with(held));
    }

    Future<Void> releaseAll(UUID owner) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(RELEASE_ALL.with(owner)))
                .mapEmpty();
    }

    private static <A> Condition isHeld(Parameters<A> argument, Function<A, CursorClaim> claim) {
        return argument.eq(EVENT_CURSOR.TENANT_ID, given -> claim.apply(given).tenant())
                .and(argument.eq(
                        EVENT_CURSOR.KIND, given -> claim.apply(given).key().kind()))
                .and(argument.eq(
                        EVENT_CURSOR.SUBSCRIBER,
                        given -> claim.apply(given).key().subscriber()))
                .and(argument.eq(
                        EVENT_CURSOR.HANDLER, given -> claim.apply(given).key().handler()))
                .and(argument.eq(
                        EVENT_CURSOR.LEASE_OWNER, given -> claim.apply(given).owner()))
                .and(argument.eq(
                        EVENT_CURSOR.LEASE_ID, given -> claim.apply(given).id()));
    }

    /** What is kept of a failure. */
    static String text(Throwable failure) {
        var text = UNSTORABLE.matcher(String.valueOf(failure)).replaceAll("\uFFFD");
        return text.length() > MAX_ERROR_LENGTH ? text.substring(0, MAX_ERROR_LENGTH) : text;
    }

    private static Claimed claimed(ResultRow row) {
        var cursor = new Cursor(
                new Key(
                        tenant(row),
                        row.get(EVENT_CURSOR.KIND),
                        row.get(EVENT_CURSOR.SUBSCRIBER),
                        row.get(EVENT_CURSOR.HANDLER)),
                row.get(EVENT_CURSOR.SEQUENCE),
                row.get(EVENT_CURSOR.ATTEMPTS),
                row.get(EVENT_CURSOR.UNFINISHED));
        return new Claimed(cursor, row.get(EVENT_CURSOR.LEASE_ID));
    }

    private static Tenant tenant(ResultRow row) {
        return Tenant.of(Tenant.Kind.valueOf(row.get(EVENT_CURSOR.TENANT_KIND)), row.get(EVENT_CURSOR.TENANT_ID));
    }
}
