package dev.guildhall.events.internal.durable;

import static dev.guildhall.core.database.Sql.bind;
import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static dev.guildhall.db.Tables.EVENT_CURSOR;
import static dev.guildhall.db.Tables.EVENT_DEAD_LETTER;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectDistinct;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.work.Lease;
import dev.guildhall.events.internal.durable.Cursor.Key;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jooq.Condition;

/** The SQL of the tables {@code event_cursor} and {@code event_dead_letter}. */
final class CursorTable {

    private static final String ACTIVE = "ACTIVE";
    private static final String PAUSED = "PAUSED";
    /** A cursor that was claimed, and the id of the claim. */
    private record Claimed(Cursor cursor, UUID id) {}

    private static final int MAX_ERROR_LENGTH = 1000;
    private static final Pattern UNSTORABLE = Pattern.compile("[\\x00\\p{Cs}]");

    private static final Sql<Void> SUBSCRIBE = Sql.change(insertInto(
                    EVENT_CURSOR,
                    EVENT_CURSOR.WORKSPACE_ID,
                    EVENT_CURSOR.KIND,
                    EVENT_CURSOR.SUBSCRIBER,
                    EVENT_CURSOR.SEQUENCE)
            .select(select(
                            bind(UUID.class),
                            bind(String.class),
                            bind(String.class),
                            coalesce(max(EVENT_COUNTER.LAST_SEQUENCE), inline(0L)))
                    .from(EVENT_COUNTER)
                    .where(EVENT_COUNTER.WORKSPACE_ID.eq(bind(UUID.class))))
            .onConflictDoNothing());

    private static final Sql<Long> LOCK = Sql.rows(
            select(EVENT_CURSOR.SEQUENCE).from(EVENT_CURSOR).where(key()).forNoKeyUpdate(),
            row -> row.get(EVENT_CURSOR.SEQUENCE));

    private static final Sql<Void> PAUSE = Sql.change(
            update(EVENT_CURSOR).set(EVENT_CURSOR.STATE, inline(PAUSED)).where(key()));

    private static final Sql<Void> RESUME = Sql.change(update(EVENT_CURSOR)
            .set(EVENT_CURSOR.STATE, inline(ACTIVE))
            .set(EVENT_CURSOR.ATTEMPTS, inline(0))
            .set(EVENT_CURSOR.NEXT_ATTEMPT_AT, inline(null, EVENT_CURSOR.NEXT_ATTEMPT_AT))
            .where(key()));

    // Whoever serves it at the moment finds its claim lost and notes nothing more.
    private static final Sql<Void> REPLAY = Sql.change(update(EVENT_CURSOR)
            .set(EVENT_CURSOR.SEQUENCE, bind(Long.class))
            .set(EVENT_CURSOR.ATTEMPTS, inline(0))
            .set(EVENT_CURSOR.UNFINISHED, inline((short) 0))
            .set(EVENT_CURSOR.NEXT_ATTEMPT_AT, inline(null, EVENT_CURSOR.NEXT_ATTEMPT_AT))
            .set(EVENT_CURSOR.LAST_ERROR, inline(null, EVENT_CURSOR.LAST_ERROR))
            .set(EVENT_CURSOR.LEASE_OWNER, inline(null, EVENT_CURSOR.LEASE_OWNER))
            .where(key()));

    private static final Sql<Void> UNSUBSCRIBE =
            Sql.change(deleteFrom(EVENT_CURSOR).where(key()));

    // Rows are locked in one order and others' locks are skipped, so that nodes never wait for each other here.
    private static final Sql<Claimed> CLAIM = Sql.rows(
            resultQuery("""
                    with due as (
                      select c.workspace_id, c.kind, c.subscriber
                        from guildhall.event_cursor c
                        join (select *, row_number() over (partition by workspace_id order by kind, subscriber) as turn
                                from (select c.workspace_id, c.kind, c.subscriber
                                        from guildhall.event_cursor c
                                        join guildhall.event_counter n on n.workspace_id = c.workspace_id
                                       where c.workspace_id = any({0}) and c.kind = any({1})
                                         and c.state = 'ACTIVE' and c.lease_owner is null
                                         and c.sequence < n.last_sequence
                                         and (c.next_attempt_at is null or c.next_attempt_at <= now())) waiting
                             ) waiting using (workspace_id, kind, subscriber)
                       where c.state = 'ACTIVE' and c.lease_owner is null
                         and (c.next_attempt_at is null or c.next_attempt_at <= now())
                       order by waiting.turn, c.workspace_id, c.kind, c.subscriber
                       limit {2}
                         for update of c skip locked)
                    update guildhall.event_cursor c set lease_owner = {3}, lease_id = gen_random_uuid()
                      from due
                     where (c.workspace_id, c.kind, c.subscriber) = (due.workspace_id, due.kind, due.subscriber)
                    returning c.workspace_id, c.kind, c.subscriber, c.lease_id, c.sequence, c.attempts,
                              c.unfinished
                    """, bind(UUID[].class), bind(String[].class), bind(Integer.class), bind(UUID.class)),
            CursorTable::claimed);

    private static final Sql<String> ADVANCE = Sql.rows(
            update(EVENT_CURSOR)
                    .set(EVENT_CURSOR.SEQUENCE, bind(Long.class))
                    .set(EVENT_CURSOR.ATTEMPTS, inline(0))
                    .set(EVENT_CURSOR.UNFINISHED, inline((short) 0))
                    .set(EVENT_CURSOR.NEXT_ATTEMPT_AT, inline(null, EVENT_CURSOR.NEXT_ATTEMPT_AT))
                    .set(EVENT_CURSOR.LAST_ERROR, inline(null, EVENT_CURSOR.LAST_ERROR))
                    .set(EVENT_CURSOR.LEASE_OWNER, bind(UUID.class))
                    .where(key())
                    .and(claimed())
                    .returningResult(EVENT_CURSOR.STATE),
            row -> row.get(EVENT_CURSOR.STATE));

    private static final Sql<Void> POSTPONE = Sql.change(query(
            """
            update guildhall.event_cursor
               set sequence = {0}, attempts = {1}, unfinished = {2}, last_error = {3}, lease_owner = null,
                   next_attempt_at = now() + {4} * interval '1 millisecond'
             where workspace_id = {5} and kind = {6} and subscriber = {7} and lease_owner = {8} and lease_id = {9}
            """,
            bind(Long.class),
            bind(Integer.class),
            bind(Short.class),
            bind(String.class),
            bind(Long.class),
            bind(UUID.class),
            bind(String.class),
            bind(String.class),
            bind(UUID.class),
            bind(UUID.class)));

    private static final Sql<Short> BEGIN = Sql.rows(
            update(EVENT_CURSOR)
                    .set(EVENT_CURSOR.SEQUENCE, bind(Long.class))
                    .set(EVENT_CURSOR.UNFINISHED, bind(Short.class))
                    .where(key())
                    .and(claimed())
                    .returningResult(EVENT_CURSOR.UNFINISHED),
            row -> row.get(EVENT_CURSOR.UNFINISHED));

    private static final Sql<Void> PUT_ASIDE = Sql.change(insertInto(
                    EVENT_DEAD_LETTER,
                    EVENT_DEAD_LETTER.WORKSPACE_ID,
                    EVENT_DEAD_LETTER.KIND,
                    EVENT_DEAD_LETTER.SUBSCRIBER,
                    EVENT_DEAD_LETTER.SEQUENCE,
                    EVENT_DEAD_LETTER.ATTEMPTS,
                    EVENT_DEAD_LETTER.ERROR,
                    EVENT_DEAD_LETTER.CREATED_AT)
            .values(
                    bind(UUID.class),
                    bind(String.class),
                    bind(String.class),
                    bind(Long.class),
                    bind(Integer.class),
                    bind(String.class),
                    currentOffsetDateTime())
            .onConflictDoNothing());

    private static final Sql<WorkspaceId> RETRIES_DUE = Sql.rows(
            selectDistinct(EVENT_CURSOR.WORKSPACE_ID)
                    .from(EVENT_CURSOR)
                    .where(EVENT_CURSOR.NEXT_ATTEMPT_AT.le(currentOffsetDateTime()))
                    .and(EVENT_CURSOR.LEASE_OWNER.isNull())
                    .and(EVENT_CURSOR.STATE.eq(inline(ACTIVE)))
                    .limit(inline(1000)),
            CursorTable::workspace);

    private static final Sql<WorkspaceId> BEHIND = Sql.rows(
            selectDistinct(EVENT_CURSOR.WORKSPACE_ID)
                    .from(EVENT_CURSOR)
                    .join(EVENT_COUNTER)
                    .on(EVENT_COUNTER.WORKSPACE_ID.eq(EVENT_CURSOR.WORKSPACE_ID))
                    .where(EVENT_CURSOR.SEQUENCE.lt(EVENT_COUNTER.LAST_SEQUENCE))
                    .and(EVENT_CURSOR.STATE.eq(inline(ACTIVE)))
                    .and(EVENT_CURSOR.LEASE_OWNER.isNull())
                    .and(EVENT_CURSOR
                            .NEXT_ATTEMPT_AT
                            .isNull()
                            .or(EVENT_CURSOR.NEXT_ATTEMPT_AT.le(currentOffsetDateTime())))
                    .limit(inline(10_000)),
            CursorTable::workspace);

    private static final Sql<WorkspaceId> RELEASE_ABANDONED =
            Sql.rows(resultQuery("""
                    with abandoned as (
                      select workspace_id, kind, subscriber
                        from guildhall.event_cursor
                       where lease_owner is not null
                         and not exists (select from guildhall.event_node node
                                          where node.id = lease_owner
                                            and node.seen_at > now() - {0} * interval '1 millisecond')
                         for update skip locked)
                    update guildhall.event_cursor c set lease_owner = null
                      from abandoned a
                     where (c.workspace_id, c.kind, c.subscriber) = (a.workspace_id, a.kind, a.subscriber)
                    returning c.workspace_id
                    """, bind(Long.class)), CursorTable::workspace);

    private static final Sql<Void> RELEASE_ALL = Sql.change(update(EVENT_CURSOR)
            .set(EVENT_CURSOR.LEASE_OWNER, inline(null, EVENT_CURSOR.LEASE_OWNER))
            .where(EVENT_CURSOR.LEASE_OWNER.eq(bind(UUID.class))));

    private final Database database;

    CursorTable(Database database) {
        this.database = database;
    }

    Future<Void> subscribe(Tx tx, Key key) {
        return tx.execute(SUBSCRIBE, key.workspace(), key.kind(), key.subscriber(), key.workspace())
                .mapEmpty();
    }

    Future<Void> lock(Tx tx, Key key) {
        return tx.list(LOCK, key.workspace(), key.kind(), key.subscriber()).mapEmpty();
    }

    Future<Void> pause(Tx tx, Key key) {
        return tx.execute(PAUSE, key.workspace(), key.kind(), key.subscriber()).mapEmpty();
    }

    Future<Void> resume(Tx tx, Key key) {
        return tx.execute(RESUME, key.workspace(), key.kind(), key.subscriber()).mapEmpty();
    }

    Future<Void> replay(Tx tx, Key key, long after) {
        return tx.execute(REPLAY, after, key.workspace(), key.kind(), key.subscriber())
                .mapEmpty();
    }

    Future<Void> unsubscribe(Tx tx, Key key) {
        return tx.execute(UNSUBSCRIBE, key.workspace(), key.kind(), key.subscriber())
                .mapEmpty();
    }

    /** Claims cursors that have something to do, the workspaces in turn; those that others hold are passed over. */
    Future<List<CursorClaim>> claim(
            Collection<WorkspaceId> workspaces, Collection<String> kinds, int limit, Lease lease) {
        var ids = workspaces.stream().map(WorkspaceId::value).toArray(UUID[]::new);
        return database.list(Tenant.PLATFORM, CLAIM, ids, kinds.toArray(String[]::new), limit, lease.owner())
                .map(found -> found.stream()
                        .map(one -> new CursorClaim(one.cursor(), one.id(), lease))
                        .toList());
    }

    /** Notes the events up to a sequence as done; false when the claim is lost or the subscriber is paused. */
    Future<Boolean> advance(CursorClaim claim, long sequence) {
        return advance(claim, sequence, claim.owner());
    }

    /** The same, and gives the lease back. */
    Future<Void> advanceAndRelease(CursorClaim claim, long sequence) {
        return advance(claim, sequence, null).mapEmpty();
    }

    private Future<Boolean> advance(CursorClaim claim, long sequence, UUID next) {
        return database.first(claim.workspace(), ADVANCE, advancing(claim, sequence, next))
                .map(state -> state.map(ACTIVE::equals).orElse(false));
    }

    /**
     * Does the same in a transaction, which fails when the claim is lost; false when the subscriber is paused.
     *
     * @param kept whether the claim is kept
     */
    Future<Boolean> move(Tx tx, CursorClaim claim, long sequence, boolean kept) {
        return tx.first(ADVANCE, advancing(claim, sequence, kept ? claim.owner() : null))
                .compose(state -> state.map(found -> Future.succeededFuture(found.equals(ACTIVE)))
                        .orElseGet(() -> Future.failedFuture(
                                new IllegalStateException("The claim on " + claim.key() + " is lost"))));
    }

    private static Object[] advancing(CursorClaim claim, long sequence, UUID next) {
        var key = claim.key();
        return new Object[] {sequence, next, key.workspace(), key.kind(), key.subscriber(), claim.owner(), claim.id()};
    }

    /** Notes that the event after the cursor is about to be tried; false when the claim is lost. */
    Future<Boolean> begin(CursorClaim claim, Cursor cursor) {
        var key = claim.key();
        return database.first(
                        key.workspace(),
                        BEGIN,
                        cursor.sequence(),
                        (short) (cursor.unfinished() + 1),
                        key.workspace(),
                        key.kind(),
                        key.subscriber(),
                        claim.owner(),
                        claim.id())
                .map(Optional::isPresent);
    }

    /** Gives the lease back until the next attempt is due. */
    Future<Void> postpone(CursorClaim claim, Cursor cursor, Throwable error, Duration pause) {
        var key = claim.key();
        return database.inTransaction(
                key.workspace(),
                tx -> tx.execute(
                                POSTPONE,
                                cursor.sequence(),
                                cursor.attempts(),
                                (short) cursor.unfinished(),
                                text(error),
                                pause.toMillis(),
                                key.workspace(),
                                key.kind(),
                                key.subscriber(),
                                claim.owner(),
                                claim.id())
                        .mapEmpty());
    }

    /** Puts the event after the cursor aside and moves the cursor past it; false when the claim is lost or paused. */
    Future<Boolean> putAside(CursorClaim claim, Cursor cursor, long sequence, Throwable error) {
        var key = claim.key();
        return database.inTransaction(
                key.workspace(),
                tx -> tx.first(ADVANCE, advancing(claim, sequence, claim.owner()))
                        .compose(state -> state.isEmpty()
                                ? Future.succeededFuture(false)
                                : tx.execute(
                                                PUT_ASIDE,
                                                key.workspace(),
                                                key.kind(),
                                                key.subscriber(),
                                                sequence,
                                                cursor.attempts(),
                                                text(error))
                                        .map(state.get().equals(ACTIVE))));
    }

    /** The workspaces with cursors whose next attempt is due. */
    Future<List<WorkspaceId>> retriesDue() {
        return database.list(Tenant.PLATFORM, RETRIES_DUE);
    }

    /** The workspaces with cursors that have something to do; looks at all of them, so it is not for every second. */
    Future<List<WorkspaceId>> behind() {
        return database.list(Tenant.PLATFORM, BEHIND);
    }

    /** Frees the leases of nodes that have not been seen for too long; gives the workspaces. */
    Future<List<WorkspaceId>> releaseAbandoned(Duration tooLong) {
        return database.list(Tenant.PLATFORM, RELEASE_ABANDONED, tooLong.toMillis());
    }

    Future<Void> releaseAll(UUID owner) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(RELEASE_ALL, owner))
                .mapEmpty();
    }

    private static Condition key() {
        return EVENT_CURSOR
                .WORKSPACE_ID
                .eq(bind(UUID.class))
                .and(EVENT_CURSOR.KIND.eq(bind(String.class)))
                .and(EVENT_CURSOR.SUBSCRIBER.eq(bind(String.class)));
    }

    private static Condition claimed() {
        return EVENT_CURSOR.LEASE_OWNER.eq(bind(UUID.class)).and(EVENT_CURSOR.LEASE_ID.eq(bind(UUID.class)));
    }

    static String text(Throwable error) {
        var text = UNSTORABLE.matcher(String.valueOf(error)).replaceAll("\uFFFD");
        return text.length() > MAX_ERROR_LENGTH ? text.substring(0, MAX_ERROR_LENGTH) : text;
    }

    private static Claimed claimed(ResultRow row) {
        var cursor = new Cursor(
                new Key(workspace(row), row.get(EVENT_CURSOR.KIND), row.get(EVENT_CURSOR.SUBSCRIBER)),
                row.get(EVENT_CURSOR.SEQUENCE),
                row.get(EVENT_CURSOR.ATTEMPTS),
                row.get(EVENT_CURSOR.UNFINISHED));
        return new Claimed(cursor, row.get(EVENT_CURSOR.LEASE_ID));
    }

    private static WorkspaceId workspace(ResultRow row) {
        return new WorkspaceId(row.get(EVENT_CURSOR.WORKSPACE_ID));
    }
}
