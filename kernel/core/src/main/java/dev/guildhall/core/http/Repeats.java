package dev.guildhall.core.http;

import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps keys and answers in the database. The node may die before it notes the answer. Whoever carries a request out
 * therefore claims it for a while and renews that; and the transaction with the request's change notes that it is made,
 * or fails when the claim is another's by then. So the repeat of a request that was cut off is carried out if there is
 * no change, and otherwise told that there is one.
 */
public final class Repeats implements IdempotencyKeys {

    private static final Logger LOG = LoggerFactory.getLogger(Repeats.class);

    /** How long a key is remembered. */
    public static final Duration LIFE = Duration.ofHours(24);

    /** How long a claim lasts that is not renewed; by the database's clock. */
    private static final Duration CLAIM = Duration.ofSeconds(10);

    private static final String PURPOSE = "idempotency-key";

    private static final Table<Record> KEYS = table(name("guildhall", "idempotency_key"));
    private static final Field<UUID> USER = field(name("user_id"), UUID.class);
    private static final Field<String> KEY = field(name("key"), String.class);
    private static final Field<byte[]> HASH = field(name("request_hash"), byte[].class);
    private static final Field<String> ANSWER = field(name("answer"), String.class);
    private static final Field<OffsetDateTime> CREATED = field(name("created_at"), OffsetDateTime.class);
    private static final Field<Integer> ATTEMPT = field(name("attempt"), Integer.class);
    private static final Field<Boolean> CHANGED = field(name("changed"), Boolean.class);
    private static final Field<OffsetDateTime> CLAIMED_UNTIL = field(name("claimed_until"), OffsetDateTime.class);
    private static final Condition IS_CLAIMED = CLAIMED_UNTIL.gt(currentOffsetDateTime());
    private static final Field<Boolean> CLAIMED = field(IS_CLAIMED).as("claimed");

    private static final Sql<Void> BEGIN = Sql.change(insertInto(KEYS)
            .columns(USER, KEY, HASH, CREATED, CLAIMED_UNTIL)
            .values(
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(byte[].class),
                    Sql.bind(OffsetDateTime.class),
                    claim())
            .onConflictDoNothing());

    private static final Sql<Seen> FIND = Sql.rows(
            select(HASH, ANSWER, ATTEMPT, CHANGED, CLAIMED)
                    .from(KEYS)
                    .where(USER.eq(Sql.bind(UUID.class)))
                    .and(KEY.eq(Sql.bind(String.class))),
            row -> new Seen(row.get(HASH), row.get(ANSWER), row.get(ATTEMPT), row.get(CHANGED), row.get(CLAIMED)));

    private static final Sql<Void> FINISH = Sql.change(update(KEYS)
            .set(ANSWER, Sql.bind(String.class))
            .where(USER.eq(Sql.bind(UUID.class)))
            .and(KEY.eq(Sql.bind(String.class)))
            .and(ATTEMPT.eq(Sql.bind(Integer.class))));

    private static final Sql<Void> RENEW = Sql.change(update(KEYS)
            .set(CLAIMED_UNTIL, claim())
            .where(USER.eq(Sql.bind(UUID.class)))
            .and(KEY.eq(Sql.bind(String.class)))
            .and(ATTEMPT.eq(Sql.bind(Integer.class))));

    /** It finds nothing when somebody else was faster, or when the change was made after all. */
    private static final Sql<Void> TAKE_OVER = Sql.change(update(KEYS)
            .set(CLAIMED_UNTIL, claim())
            .set(ATTEMPT, ATTEMPT.plus(inline(1)))
            .where(USER.eq(Sql.bind(UUID.class)))
            .and(KEY.eq(Sql.bind(String.class)))
            .and(ATTEMPT.eq(Sql.bind(Integer.class)))
            .and(ANSWER.isNull())
            .and(not(CHANGED))
            .and(not(IS_CLAIMED)));

    private static final Sql<Void> NOTE_CHANGE = Sql.rows(
            select(field(
                    "guildhall.note_change_of_request({0}, {1}, {2})::text",
                    String.class, Sql.bind(UUID.class), Sql.bind(String.class), Sql.bind(Integer.class))),
            row -> null);

    private static final Sql<Void> FORGET = Sql.change(deleteFrom(KEYS)
            .where(USER.eq(Sql.bind(UUID.class)))
            .and(KEY.eq(Sql.bind(String.class)))
            .and(ATTEMPT.eq(Sql.bind(Integer.class))));

    private static final Sql<Void> EXPIRE =
            Sql.change(deleteFrom(KEYS).where(CREATED.lt(Sql.bind(OffsetDateTime.class))));

    private final Database database;
    private final SecretBox secrets;
    private final Clock clock;

    public Repeats(Database database, SecretBox secrets, Clock clock) {
        this.database = database;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * A request under a key that was seen before.
     *
     * @param answer null as long as there is none
     * @param changed whether its change is made
     * @param claimed whether somebody carries it out, or did so a moment ago
     */
    private record Seen(byte[] hash, String answer, int attempt, boolean changed, boolean claimed) {}

    /** The right to carry out a request, and who has it. */
    private record Claim(UUID user, String key, int attempt) implements Tx.LastWork {

        @Override
        public Future<?> run(Tx tx) {
            return tx.list(NOTE_CHANGE, user, key, attempt);
        }
    }

    @Override
    public Future<Answer> once(Call call, String key, byte[] requestHash, Supplier<Future<Answer>> operation) {
        var user = call.actor().user().value();
        return database.inTransaction(Scope.PLATFORM, tx -> tx.execute(BEGIN, user, key, requestHash, clock.instant()))
                .compose(begun -> begun == 1
                        ? carryOut(call, new Claim(user, key, 1), operation)
                        : repeat(call, user, key, requestHash, operation));
    }

    /** Forgets what is older than a day. */
    public Future<Integer> expire() {
        var before = clock.instant().minus(LIFE);
        return database.inTransaction(Scope.PLATFORM, tx -> tx.execute(EXPIRE, before));
    }

    private Future<Answer> carryOut(Call call, Claim claim, Supplier<Future<Answer>> operation) {
        call.witnessedBy(tx -> tx.lastWork(Claim.class, () -> claim));
        var vertx = call.context().vertx();
        var renewal = vertx.setPeriodic(CLAIM.toMillis() / 3, tick -> renew(claim));
        return attempt(operation).transform(done -> {
            vertx.cancelTimer(renewal);
            if (done.failed()) {
                return change(FORGET, claim.user(), claim.key(), claim.attempt())
                        .transform(forgotten -> Future.failedFuture(done.cause()));
            }
            var encrypted = secrets.seal(PURPOSE, encode(done.result()));
            return change(FINISH, encrypted, claim.user(), claim.key(), claim.attempt())
                    .onFailure(failure -> LOG.warn("The answer to a request was not kept for its repeats", failure))
                    .transform(kept -> Future.succeededFuture(done.result()));
        });
    }

    private void renew(Claim claim) {
        change(RENEW, claim.user(), claim.key(), claim.attempt())
                .onFailure(failure -> LOG.warn("The claim to a request was not renewed", failure));
    }

    private static Future<Answer> attempt(Supplier<Future<Answer>> operation) {
        try {
            return operation.get();
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private Future<Integer> change(Sql<Void> sql, Object... values) {
        return database.inTransaction(Scope.PLATFORM, tx -> tx.execute(sql, values));
    }

    private Future<Answer> repeat(Call call, UUID user, String key, byte[] hash, Supplier<Future<Answer>> operation) {
        return database.first(Scope.PLATFORM, FIND, user, key).compose(found -> {
            var seen = found.orElseThrow(
                    () -> stillRunning("The first request with this Idempotency-Key failed just now"));
            if (!Arrays.equals(seen.hash(), hash)) {
                throw CommonError.IDEMPOTENCY_KEY_REUSED.onField(
                        "Idempotency-Key", "This Idempotency-Key was sent with another request; take a new one.");
            }
            if (seen.answer() != null) {
                var first = decode(secrets.open(PURPOSE, seen.answer()));
                return Future.succeededFuture(first.withHeader("Idempotency-Replayed", "true"));
            }
            return seen.claimed() ? noAnswerYet() : settle(call, new Claim(user, key, seen.attempt()), seen, operation);
        });
    }

    /** Nobody carries the request out any more, so what became of it is what there is. */
    private Future<Answer> settle(Call call, Claim left, Seen seen, Supplier<Future<Answer>> operation) {
        if (seen.changed()) {
            return CommonError.IDEMPOTENCY_ANSWER_LOST
                    .because(
                            "The first request with this Idempotency-Key was carried out, but the server ended before it"
                                    + " answered. Look for what it made; this key carries nothing out again.")
                    .asFuture();
        }
        return change(TAKE_OVER, left.user(), left.key(), left.attempt())
                .compose(taken -> taken == 1
                        ? carryOut(call, new Claim(left.user(), left.key(), left.attempt() + 1), operation)
                        : noAnswerYet());
    }

    private static Future<Answer> noAnswerYet() {
        return Future.failedFuture(stillRunning("The first request with this Idempotency-Key has no answer yet"));
    }

    private static RuntimeException stillRunning(String what) {
        return CommonError.CONFLICT.because(what + "; try again in a second.").withRetryAfter(Duration.ofSeconds(1));
    }

    private static Field<OffsetDateTime> claim() {
        return field("now() + {0}::interval", OffsetDateTime.class, inline(CLAIM.toSeconds() + " seconds"));
    }

    private static String encode(Answer answer) {
        var json = new JsonObject().put("status", answer.status()).put("headers", new JsonObject());
        answer.headers().forEach(json.getJsonObject("headers")::put);
        return json.put("body", answer.body() == null ? null : answer.body().toString())
                .encode();
    }

    private static Answer decode(String text) {
        var json = new JsonObject(text);
        var headers = new HashMap<String, String>();
        json.getJsonObject("headers").forEach(header -> headers.put(header.getKey(), (String) header.getValue()));
        var body = json.getString("body");
        return new Answer(json.getInteger("status"), headers, body == null ? null : Buffer.buffer(body));
    }
}
