package dev.guildhall.idempotency.internal;

import static dev.guildhall.db.Tables.IDEMPOTENCY_KEY;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Principal;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;

/** All SQL on the table {@code idempotency_key}. Claims run by the database's clock. */
public final class IdempotencyKeyTable {

    /** How long a claim lasts that is not renewed. */
    static final Duration CLAIM = Duration.ofSeconds(10);

    private static final Field<OffsetDateTime> CLAIM_END =
            field("now() + {0}::interval", OffsetDateTime.class, inline(CLAIM.toSeconds() + " seconds"));
    private static final Condition IS_CLAIMED = IDEMPOTENCY_KEY.CLAIMED_UNTIL.gt(currentOffsetDateTime());
    private static final Field<Boolean> CLAIMED = field(IS_CLAIMED).as("claimed");

    private static final ParameterizedSql<Begun, Void> BEGIN =
            ParameterizedSql.change(begun -> insertInto(IDEMPOTENCY_KEY)
                    .set(begun.values(Columns.<Begun>of(
                                    IDEMPOTENCY_KEY.PRINCIPAL,
                                    of -> of.first().principal().text())
                            .and(IDEMPOTENCY_KEY.KEY, of -> of.first().key())
                            .and(IDEMPOTENCY_KEY.REQUEST_HASH, Begun::hash)
                            .and(IDEMPOTENCY_KEY.CREATED_AT, Begun::at)))
                    .set(IDEMPOTENCY_KEY.CLAIMED_UNTIL, CLAIM_END)
                    .onConflictDoNothing());

    private static final ParameterizedSql<Key, KeptRequest> FIND = ParameterizedSql.rows(
            key -> select(
                            IDEMPOTENCY_KEY.REQUEST_HASH,
                            IDEMPOTENCY_KEY.ANSWER,
                            IDEMPOTENCY_KEY.ATTEMPT,
                            IDEMPOTENCY_KEY.CHANGED,
                            CLAIMED)
                    .from(IDEMPOTENCY_KEY)
                    .where(key.eq(IDEMPOTENCY_KEY.PRINCIPAL, Key::principal))
                    .and(key.eq(IDEMPOTENCY_KEY.KEY, Key::key)),
            row -> new KeptRequest(
                    row.get(IDEMPOTENCY_KEY.REQUEST_HASH),
                    row.get(IDEMPOTENCY_KEY.ANSWER),
                    row.get(IDEMPOTENCY_KEY.ATTEMPT),
                    row.get(IDEMPOTENCY_KEY.CHANGED),
                    row.get(CLAIMED)));

    private static final ParameterizedSql<Finished, Void> FINISH =
            ParameterizedSql.change(finished -> update(IDEMPOTENCY_KEY)
                    .set(IDEMPOTENCY_KEY.ANSWER, finished.value(IDEMPOTENCY_KEY.ANSWER, Finished::answer))
                    .where(isStill(finished, Finished::claim)));

    private static final ParameterizedSql<IdempotencyClaim, Void> RENEW =
            ParameterizedSql.change(claim -> update(IDEMPOTENCY_KEY)
                    .set(IDEMPOTENCY_KEY.CLAIMED_UNTIL, CLAIM_END)
                    .where(isStill(claim, itself -> itself)));

    /** It finds nothing when somebody else was faster, or when the change was made after all. */
    private static final ParameterizedSql<IdempotencyClaim, Void> TAKE_OVER =
            ParameterizedSql.change(left -> update(IDEMPOTENCY_KEY)
                    .set(IDEMPOTENCY_KEY.CLAIMED_UNTIL, CLAIM_END)
                    .set(IDEMPOTENCY_KEY.ATTEMPT, IDEMPOTENCY_KEY.ATTEMPT.plus(inline(1)))
                    .where(isStill(left, itself -> itself))
                    .and(IDEMPOTENCY_KEY.ANSWER.isNull())
                    .and(not(IDEMPOTENCY_KEY.CHANGED))
                    .and(not(IS_CLAIMED)));

    private static final ParameterizedSql<IdempotencyClaim, Void> NOTE_CHANGE = ParameterizedSql.rows(
            claim -> select(field(
                    "guildhall.note_change_of_request({0}, {1}, {2})::text",
                    String.class,
                    claim.value(IDEMPOTENCY_KEY.PRINCIPAL, of -> of.principal().text()),
                    claim.value(IDEMPOTENCY_KEY.KEY, IdempotencyClaim::key),
                    claim.value(IDEMPOTENCY_KEY.ATTEMPT, IdempotencyClaim::attempt))),
            row -> null);

    private static final ParameterizedSql<IdempotencyClaim, Void> FORGET =
            ParameterizedSql.change(claim -> deleteFrom(IDEMPOTENCY_KEY).where(isStill(claim, itself -> itself)));

    private static final ParameterizedSql<Instant, Void> EXPIRE = ParameterizedSql.change(before ->
            deleteFrom(IDEMPOTENCY_KEY).where(IDEMPOTENCY_KEY.CREATED_AT.lt(before.value(IDEMPOTENCY_KEY.CREATED_AT))));

    private record Begun(IdempotencyClaim first, byte[] hash, Instant at) {}

    private record Key(String principal, String key) {}

    private static final ParameterizedSql<Principal, Void> FORGET_ALL = ParameterizedSql.change(
            of -> deleteFrom(IDEMPOTENCY_KEY).where(of.eq(IDEMPOTENCY_KEY.PRINCIPAL, Principal::text)));

    private record Finished(IdempotencyClaim claim, String answer) {}

    private final Database database;

    public IdempotencyKeyTable(Database database) {
        this.database = database;
    }

    /** Takes the first claim; false when the key was seen before. */
    Future<Boolean> begin(IdempotencyClaim first, byte[] hash, Instant now) {
        return change(BEGIN.with(new Begun(first, hash, now)));
    }

    Future<Optional<KeptRequest>> find(Principal principal, String key) {
        return database.first(Tenant.PLATFORM, FIND.with(new Key(principal.text(), key)));
    }

    Future<Boolean> finish(IdempotencyClaim claim, String answer) {
        return change(FINISH.with(new Finished(claim, answer)));
    }

    Future<Boolean> renew(IdempotencyClaim claim) {
        return change(RENEW.with(claim));
    }

    /** Makes the next claim of one that nobody holds any more; false when it cannot be had. */
    Future<Boolean> takeOver(IdempotencyClaim left) {
        return change(TAKE_OVER.with(left));
    }

    /** Notes that the change of the request is made by this transaction, which fails if the claim is another's. */
    static Future<?> noteChange(Tx tx, IdempotencyClaim claim) {
        return tx.list(NOTE_CHANGE.with(claim));
    }

    Future<Boolean> forget(IdempotencyClaim claim) {
        return change(FORGET.with(claim));
    }

    /** Deletes all requests of somebody; gives how many. */
    Future<Integer> forgetAll(Principal principal) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(FORGET_ALL.with(principal)));
    }

    /** Deletes what was begun before. */
    Future<Void> expire(Instant before) {
        return change(EXPIRE.with(before)).mapEmpty();
    }

    private Future<Boolean> change(Sql<Void> sql) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(sql)).map(rows -> rows > 0);
    }

    /** The row as long as nobody else has taken the request over. */
    private static <A> Condition isStill(Parameters<A> argument, Function<A, IdempotencyClaim> claim) {
        return argument.eq(
                        IDEMPOTENCY_KEY.PRINCIPAL,
                        given -> claim.apply(given).principal().text())
                .and(argument.eq(
                        IDEMPOTENCY_KEY.KEY, given -> claim.apply(given).key()))
                .and(argument.eq(
                        IDEMPOTENCY_KEY.ATTEMPT, given -> claim.apply(given).attempt()));
    }
}
