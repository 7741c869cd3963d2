package dev.guildhall.idempotency.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.IdempotencyKeys;
import dev.guildhall.core.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps keys and answers in the database. The node may die before it notes the answer. Whoever carries a request out
 * therefore claims it for a while and renews that; and the transaction with the request's change notes that it is made,
 * or fails when the claim is another's by then. So the repeat of a request that was cut off is carried out if there is
 * no change, and otherwise told that there is one.
 */
public final class PgIdempotencyKeys implements IdempotencyKeys {

    private static final Logger LOG = LoggerFactory.getLogger(PgIdempotencyKeys.class);

    /** How long a key is remembered. */
    private static final Duration LIFE = Duration.ofHours(24);

    private static final String PURPOSE = "idempotency-key";

    private final Vertx vertx;
    private final SecretBox secrets;
    private final Clock clock;
    private final IdempotencyKeyTable table;

    public PgIdempotencyKeys(Vertx vertx, SecretBox secrets, Clock clock, IdempotencyKeyTable table) {
        this.vertx = vertx;
        this.secrets = secrets;
        this.clock = clock;
        this.table = table;
    }

    @Override
    public Future<ApiResponse> once(
            ApiRequest request, String key, byte[] requestHash, Supplier<Future<ApiResponse>> operation) {
        var first = new IdempotencyClaim(request.authentication().principal(), key, 1);
        return table.begin(first, requestHash, clock.instant())
                .compose(begun ->
                        begun ? carryOut(request, first, operation) : repeat(request, first, requestHash, operation));
    }

    /** Forgets what is older than a day. */
    public Future<Void> expire() {
        return table.expire(clock.instant().minus(LIFE));
    }

    private Future<ApiResponse> carryOut(
            ApiRequest request, IdempotencyClaim claim, Supplier<Future<ApiResponse>> operation) {
        request.witnessedBy(tx -> tx.lastWork(IdempotencyClaim.class, () -> claim));
        var renewal = vertx.setPeriodic(IdempotencyKeyTable.CLAIM.toMillis() / 3, tick -> renew(claim));
        return attempt(operation).transform(done -> {
            vertx.cancelTimer(renewal);
            if (done.failed()) {
                return table.forget(claim).transform(forgotten -> Future.failedFuture(done.cause()));
            }
            var encrypted = secrets.seal(PURPOSE, encode(done.result()));
            return table.finish(claim, encrypted)
                    .onFailure(failure -> LOG.warn("The answer to a request was not kept for its repeats", failure))
                    .transform(kept -> Future.succeededFuture(done.result()));
        });
    }

    private void renew(IdempotencyClaim claim) {
        table.renew(claim).onFailure(failure -> LOG.warn("The claim to a request was not renewed", failure));
    }

    private static Future<ApiResponse> attempt(Supplier<Future<ApiResponse>> operation) {
        try {
            return operation.get();
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private Future<ApiResponse> repeat(
            ApiRequest request, IdempotencyClaim first, byte[] hash, Supplier<Future<ApiResponse>> operation) {
        return table.find(first.principal(), first.key()).compose(found -> {
            var kept = found.orElseThrow(
                    () -> stillRunning("The first request with this Idempotency-Key failed just now"));
            if (!Arrays.equals(kept.hash(), hash)) {
                throw CommonError.IDEMPOTENCY_KEY_REUSED.onField(
                        "Idempotency-Key", "This Idempotency-Key was sent with another request; take a new one.");
            }
            if (kept.answer() != null) {
                var response = decode(secrets.open(PURPOSE, kept.answer()));
                return Future.succeededFuture(response.withHeader("Idempotency-Replayed", "true"));
            }
            var left = new IdempotencyClaim(first.principal(), first.key(), kept.attempt());
            return kept.claimed() ? noAnswerYet() : settle(request, left, kept, operation);
        });
    }

    /** Nobody carries the request out any more, so what became of it is what there is. */
    private Future<ApiResponse> settle(
            ApiRequest request, IdempotencyClaim left, KeptRequest kept, Supplier<Future<ApiResponse>> operation) {
        if (kept.changed()) {
            return CommonError.IDEMPOTENCY_ANSWER_LOST
                    .because(
                            "The first request with this Idempotency-Key was carried out, but the server ended before it"
                                    + " answered. Look for what it made; this key carries nothing out again.")
                    .asFuture();
        }
        return table.takeOver(left).compose(taken -> taken ? carryOut(request, left.next(), operation) : noAnswerYet());
    }

    private static Future<ApiResponse> noAnswerYet() {
        return Future.failedFuture(stillRunning("The first request with this Idempotency-Key has no answer yet"));
    }

    private static RuntimeException stillRunning(String what) {
        return CommonError.CONFLICT.because(what + "; try again in a second.").withRetryAfter(Duration.ofSeconds(1));
    }

    private static String encode(ApiResponse response) {
        var json = new JsonObject().put("status", response.status()).put("headers", new JsonObject());
        response.headers().forEach(json.getJsonObject("headers")::put);
        return json.put("body", response.body() == null ? null : response.body().toString())
                .encode();
    }

    private static ApiResponse decode(String text) {
        var json = new JsonObject(text);
        var headers = new HashMap<String, String>();
        json.getJsonObject("headers").forEach(header -> headers.put(header.getKey(), (String) header.getValue()));
        var body = json.getString("body");
        return new ApiResponse(json.getInteger("status"), headers, body == null ? null : Buffer.buffer(body));
    }
}
