package dev.guildhall.idempotency;

import static dev.guildhall.db.Tables.IDEMPOTENCY_KEY;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;

/** All SQL on the table {@code idempotency_key}. Claims run by the database's clock. */
final class IdempotencyKeyTable {

    /** How long a claim lasts that is not renewed. */
    static final Duration CLAIM = Duration.ofSeconds(10);

    private static final Field<OffsetDateTime> CLAIM_END =
            field("now() + {0}::interval", OffsetDateTime.class, inline(CLAIM.toSeconds() + " seconds"));
    private static final Condition IS_CLAIMED = IDEMPOTENCY_KEY.CLAIMED_UNTIL.gt(currentOffsetDateTime());
    private static final Field<Boolean> CLAIMED = field(IS_CLAIMED).as("claimed");

    private static final Condition SAME_KEY =
            IDEMPOTENCY_KEY.USER_ID.eq(Sql.bind(UUID.class)).and(IDEMPOTENCY_KEY.KEY.eq(Sql.bind(String.class)));

    /** The row as long as nobody else has taken the request over. */
    private static final Condition SAME_CLAIM = SAME_KEY.and(IDEMPOTENCY_KEY.ATTEMPT.eq(Sql.bind(Integer.class)));

    private static final Sql<Void> BEGIN = Sql.change(insertInto(IDEMPOTENCY_KEY)
            .columns(
                    IDEMPOTENCY_KEY.USER_ID,
                    IDEMPOTENCY_KEY.KEY,
                    IDEMPOTENCY_KEY.REQUEST_HASH,
                    IDEMPOTENCY_KEY.CREATED_AT,
                    IDEMPOTENCY_KEY.CLAIMED_UNTIL)
            .values(
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(byte[].class),
                    Sql.bind(OffsetDateTime.class),
                    CLAIM_END)
            .onConflictDoNothing());

    private static final Sql<KeptRequest> FIND = Sql.rows(
            select(
                            IDEMPOTENCY_KEY.REQUEST_HASH,
                            IDEMPOTENCY_KEY.ANSWER,
                            IDEMPOTENCY_KEY.ATTEMPT,
                            IDEMPOTENCY_KEY.CHANGED,
                            CLAIMED)
                    .from(IDEMPOTENCY_KEY)
                    .where(SAME_KEY),
            row -> new KeptRequest(
                    row.get(IDEMPOTENCY_KEY.REQUEST_HASH),
                    row.get(IDEMPOTENCY_KEY.ANSWER),
                    row.get(IDEMPOTENCY_KEY.ATTEMPT),
                    row.get(IDEMPOTENCY_KEY.CHANGED),
                    row.get(CLAIMED)));

    private static final Sql<Void> FINISH = Sql.change(update(IDEMPOTENCY_KEY)
            .set(IDEMPOTENCY_KEY.ANSWER, Sql.bind(String.class))
            .where(SAME_CLAIM));

    private static final Sql<Void> RENEW = Sql.change(update(IDEMPOTENCY_KEY)
            .set(IDEMPOTENCY_KEY.CLAIMED_UNTIL, CLAIM_END)
            .where(SAME_CLAIM));

    /** It finds nothing when somebody else was faster, or when the change was made after all. */
    private static final Sql<Void> TAKE_OVER = Sql.change(update(IDEMPOTENCY_KEY)
            .set(IDEMPOTENCY_KEY.CLAIMED_UNTIL, CLAIM_END)
            .set(IDEMPOTENCY_KEY.ATTEMPT, IDEMPOTENCY_KEY.ATTEMPT.plus(inline(1)))
            .where(SAME_CLAIM)
            .and(IDEMPOTENCY_KEY.ANSWER.isNull())
            .and(not(IDEMPOTENCY_KEY.CHANGED))
            .and(not(IS_CLAIMED)));

    private static final Sql<Void> NOTE_CHANGE = Sql.rows(
            select(field(
                    "guildhall.note_change_of_request({0}, {1}, {2})::text",
                    String.class, Sql.bind(UUID.class), Sql.bind(String.class), Sql.bind(Integer.class))),
            row -> null);

    private static final Sql<Void> FORGET =
            Sql.change(deleteFrom(IDEMPOTENCY_KEY).where(SAME_CLAIM));

    private static final Sql<Void> EXPIRE = Sql.change(
            deleteFrom(IDEMPOTENCY_KEY).where(IDEMPOTENCY_KEY.CREATED_AT.lt(Sql.bind(OffsetDateTime.class))));

    private final Database database;

    IdempotencyKeyTable(Database database) {
        this.database = database;
    }

    /** Takes the first claim; false when the key was seen before. */
    Future<Boolean> begin(Claim first, byte[] hash, Instant now) {
        return change(BEGIN, first.user(), first.key(), hash, now);
    }

    Future<Optional<KeptRequest>> find(UUID user, String key) {
        return database.first(Scope.PLATFORM, FIND, user, key);
    }

    Future<Boolean> finish(Claim claim, String answer) {
        return change(FINISH, answer, claim.user(), claim.key(), claim.attempt());
    }

    Future<Boolean> renew(Claim claim) {
        return change(RENEW, claim.user(), claim.key(), claim.attempt());
    }

    /** Makes the next claim of one that nobody holds any more; false when it cannot be had. */
    Future<Boolean> takeOver(Claim left) {
        return change(TAKE_OVER, left.user(), left.key(), left.attempt());
    }

    /** Notes that the change of the request is made by this transaction, which fails if the claim is another's. */
    static Future<?> noteChange(Tx tx, Claim claim) {
        return tx.list(NOTE_CHANGE, claim.user(), claim.key(), claim.attempt());
    }

    Future<Boolean> forget(Claim claim) {
        return change(FORGET, claim.user(), claim.key(), claim.attempt());
    }

    /** Deletes what was begun before. */
    Future<Void> expire(Instant before) {
        return change(EXPIRE, before).mapEmpty();
    }

    private Future<Boolean> change(Sql<Void> sql, Object... values) {
        return database.inTransaction(Scope.PLATFORM, tx -> tx.execute(sql, values))
                .map(rows -> rows > 0);
    }
}
