package dev.guildhall.core.http;

import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.FileUpload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the repeat of a request with the first answer, by the client's {@code Idempotency-Key}. A key belongs to the
 * user who sent it and to one request for a day. What failed is forgotten and may be tried again under the same key. Of
 * several at once one is carried out, and the others are told to wait.
 *
 * <p>The node may die between carrying out a request and noting its answer. Whether it was carried out is not known
 * then, so its key is refused for the rest of the day rather than carried out twice.
 */
public final class Repeats {

    private static final Logger LOG = LoggerFactory.getLogger(Repeats.class);

    /** How long a key is remembered. */
    public static final Duration LIFE = Duration.ofHours(24);

    private static final String PURPOSE = "idempotency-key";

    private static final Table<Record> KEYS = table(name("guildhall", "idempotency_key"));
    private static final Field<UUID> USER = field(name("user_id"), UUID.class);
    private static final Field<String> KEY = field(name("key"), String.class);
    private static final Field<byte[]> HASH = field(name("request_hash"), byte[].class);
    private static final Field<String> ANSWER = field(name("answer"), String.class);
    private static final Field<OffsetDateTime> CREATED = field(name("created_at"), OffsetDateTime.class);

    private static final Sql<Void> BEGIN = Sql.change(insertInto(KEYS)
            .columns(USER, KEY, HASH, CREATED)
            .values(
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(byte[].class),
                    Sql.bind(OffsetDateTime.class))
            .onConflictDoNothing());

    private static final Sql<Seen> FIND = Sql.rows(
            select(HASH, ANSWER, CREATED)
                    .from(KEYS)
                    .where(USER.eq(Sql.bind(UUID.class)))
                    .and(KEY.eq(Sql.bind(String.class))),
            row -> new Seen(row.get(HASH), row.get(ANSWER)));

    private static final Sql<Void> FINISH = Sql.change(update(KEYS)
            .set(ANSWER, Sql.bind(String.class))
            .where(USER.eq(Sql.bind(UUID.class)))
            .and(KEY.eq(Sql.bind(String.class))));

    private static final Sql<Void> FORGET =
            Sql.change(deleteFrom(KEYS).where(USER.eq(Sql.bind(UUID.class))).and(KEY.eq(Sql.bind(String.class))));

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

    /** A request under a key that was seen before; {@code answer} is null while it is being carried out. */
    private record Seen(byte[] hash, String answer) {}

    /** Carries out the operation, or gives the answer it had when it was carried out under this key before. */
    Future<Answer> once(Call call, String key, Supplier<Future<Answer>> operation) {
        var user = call.actor().user().value();
        return hash(call)
                .compose(hash -> database.inTransaction(
                                Scope.PLATFORM, tx -> tx.execute(BEGIN, user, key, hash, clock.instant()))
                        .compose(begun -> begun == 1 ? first(user, key, operation) : repeat(user, key, hash)));
    }

    /** Forgets what is older than a day. */
    public Future<Integer> expire() {
        var before = clock.instant().minus(LIFE);
        return database.inTransaction(Scope.PLATFORM, tx -> tx.execute(EXPIRE, before));
    }

    private Future<Answer> first(UUID user, String key, Supplier<Future<Answer>> operation) {
        return attempt(operation).transform(done -> {
            if (done.failed()) {
                return change(FORGET, user, key).transform(forgotten -> Future.failedFuture(done.cause()));
            }
            var encrypted = secrets.seal(PURPOSE, encode(done.result()));
            return change(FINISH, encrypted, user, key)
                    .onFailure(failure -> LOG.warn("The answer to a request was not kept for its repeats", failure))
                    .transform(kept -> Future.succeededFuture(done.result()));
        });
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

    private Future<Answer> repeat(UUID user, String key, byte[] hash) {
        return database.first(Scope.PLATFORM, FIND, user, key).map(found -> {
            var seen = found.orElseThrow(
                    () -> stillRunning("The first request with this Idempotency-Key failed just now"));
            if (!Arrays.equals(seen.hash(), hash)) {
                throw CommonError.IDEMPOTENCY_KEY_REUSED.onField(
                        "Idempotency-Key", "This Idempotency-Key was sent with another request; take a new one.");
            }
            return Optional.ofNullable(seen.answer())
                    .map(encrypted ->
                            decode(secrets.open(PURPOSE, encrypted)).withHeader("Idempotency-Replayed", "true"))
                    .orElseThrow(() -> stillRunning("The first request with this Idempotency-Key has no answer yet"));
        });
    }

    private static RuntimeException stillRunning(String what) {
        return CommonError.CONFLICT
                .because(what + "; try again in a second, and look whether it took effect if this persists.")
                .withRetryAfter(Duration.ofSeconds(1));
    }

    private static Future<byte[]> hash(Call call) {
        var digest = sha256();
        var request = call.context().request();
        digest.update(line(request.method() + " " + request.uri()));
        var body = SentBody.of(call.context());
        digest.update(body == null ? new byte[0] : body.getBytes());
        request.formAttributes().forEach((name, value) -> digest.update(line(name + "=" + value)));
        var files = call.context().fileUploads();
        return files.isEmpty()
                ? Future.succeededFuture(digest.digest())
                : call.context().vertx().executeBlocking(() -> hash(digest, files), false);
    }

    private static byte[] hash(MessageDigest digest, List<FileUpload> files) throws IOException {
        var buffer = new byte[64 * 1024];
        for (var file : files) {
            digest.update(line(file.name() + ":" + file.size()));
            try (var content = Files.newInputStream(Path.of(file.uploadedFileName()))) {
                for (var read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                    digest.update(buffer, 0, read);
                }
            }
        }
        return digest.digest();
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
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
