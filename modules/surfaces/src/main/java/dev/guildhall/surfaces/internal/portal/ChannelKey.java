package dev.guildhall.surfaces.internal.portal;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.surfaces.internal.portal.ChannelKeyTable.SealedKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The keys of the secure channel: clients encrypt what they send with the public part of the newest. It is the same on
 * every node and after a restart, and another takes its place after a while; what was encrypted with the one before is
 * opened for some days more. All work with private keys happens off the event loop.
 */
public final class ChannelKey {

    static final Duration LIFE = Duration.ofDays(90);
    static final Duration AFTERLIFE = Duration.ofDays(7);

    /** How long another node's new key may be unknown here; the one before still works. */
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    private static final int RSA_BITS = 2048;

    private final Vertx vertx;
    private final Database database;
    private final SecretBox secrets;
    private final Clock clock;
    private final ChannelKeyTable table = new ChannelKeyTable();
    private final Map<String, RSAKey> opened = new ConcurrentHashMap<>();
    private volatile Ring ring = new Ring(List.of(), Instant.MIN);

    public ChannelKey(Vertx vertx, Database database, SecretBox secrets, Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** The keys as they were read, the newest first. */
    private record Ring(List<SealedKey> keys, Instant read) {

        boolean isFresh(Instant now) {
            return !keys.isEmpty()
                    && read.plus(REMEMBERED).isAfter(now)
                    && keys.get(0).createdAt().plus(LIFE).isAfter(now);
        }

        /** Those that open messages: the newest, and others for a while after the next one came. */
        List<SealedKey> valid(Instant now) {
            return IntStream.range(0, keys.size())
                    .filter(at -> at == 0
                            || keys.get(at - 1).createdAt().plus(AFTERLIFE).isAfter(now))
                    .mapToObj(keys::get)
                    .toList();
        }
    }

    /** The public part of the newest as a JWK (RFC 7517). */
    Future<JsonObject> published() {
        return ring().compose(current -> privateKey(current.keys().get(0)))
                .map(key -> new JsonObject(key.toPublicJWK().toJSONString()));
    }

    /** What a message hides; fails with {@code PORTAL.SECURE_CHANNEL_INVALID} when it is none for this request. */
    Future<Buffer> open(Buffer jwe, ChannelMessage.Purpose purpose) {
        return Future.succeededFuture(jwe).map(ChannelMessage::parse).compose(message -> open(message, purpose));
    }

    private Future<Buffer> open(ChannelMessage message, ChannelMessage.Purpose purpose) {
        return ring().map(current -> key(current, message.kid()))
                .compose(found -> found.map(this::privateKey)
                        .orElseGet(() -> Future.failedFuture(
                                ChannelMessage.invalid("Name the key in the header as kid, and take the one at GET"
                                        + " /web/v1/secure-channel/key."))))
                .compose(key -> vertx.executeBlocking(() -> message.open(key, purpose, clock.instant()), false))
                .compose(content -> table.noteOpened(
                                database, message.idFor(purpose), clock.instant(), ChannelMessage.MOST_AGE)
                        .map(isFirst -> {
                            if (!isFirst) {
                                throw PortalError.SECURE_CHANNEL_REPEATED.because(
                                        "This message was sent before; encrypt it anew, with a jti of its own.");
                            }
                            return content;
                        }));
    }

    /** Forgets the messages that are too old to be opened anyway. */
    public Future<Integer> forgetOld() {
        return table.forgetOpened(database, clock.instant());
    }

    private Optional<SealedKey> key(Ring current, String kid) {
        return Optional.ofNullable(current.valid(clock.instant()).stream()
                .collect(toMap(SealedKey::kid, identity()))
                .get(kid));
    }

    private Future<Ring> ring() {
        var now = clock.instant();
        return ring.isFresh(now) ? Future.succeededFuture(ring) : load(now);
    }

    private Future<Ring> load(Instant now) {
        return table.newest(database)
                .compose(keys ->
                        !keys.isEmpty() && keys.get(0).createdAt().plus(LIFE).isAfter(now)
                                ? Future.succeededFuture(keys)
                                : makeNext(keys, now))
                .map(keys -> ring = new Ring(keys, now));
    }

    // Of several nodes one is first; whichever it was is found by all.
    private Future<List<SealedKey>> makeNext(List<SealedKey> keys, Instant now) {
        var generation = keys.isEmpty() ? 1 : keys.get(0).generation() + 1;
        return vertx.executeBlocking(() -> made(generation, now), false)
                .compose(made -> table.insert(database, made))
                .compose(inserted -> table.newest(database));
    }

    private SealedKey made(int generation, Instant now) throws JOSEException {
        var key = new RSAKeyGenerator(RSA_BITS)
                .algorithm(ChannelMessage.ALGORITHM)
                .keyUse(KeyUse.ENCRYPTION)
                .keyIDFromThumbprint(true)
                .generate();
        var sealed = secrets.seal(purpose(key.getKeyID()), key.toJSONString());
        return new SealedKey(generation, key.getKeyID(), sealed, now);
    }

    private Future<RSAKey> privateKey(SealedKey sealed) {
        var known = opened.get(sealed.kid());
        return known == null
                ? vertx.executeBlocking(() -> unsealed(sealed), false).onSuccess(key -> opened.put(sealed.kid(), key))
                : Future.succeededFuture(known);
    }

    private RSAKey unsealed(SealedKey key) throws ParseException {
        return RSAKey.parse(secrets.open(purpose(key.kid()), key.jwk()));
    }

    private static String purpose(String kid) {
        return "portal_channel_key/" + kid;
    }
}
