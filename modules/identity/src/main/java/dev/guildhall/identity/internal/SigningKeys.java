package dev.guildhall.identity.internal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.identity.IdentityOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of access tokens. They live in the database, the private parts sealed, so that all nodes have the same and a
 * restart changes nothing. A new one is published an hour before it signs, and the one before it verifies until the
 * last token it signed has expired. Of several nodes that make the next key, the database lets one.
 */
final class SigningKeys {

    /** Longer than verifiers keep the published keys, and than nodes take to notice a new one. */
    private static final Duration PUBLISHED_BEFORE = Duration.ofHours(1);

    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);
    private static final int RSA_BITS = 2048;
    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    private final Vertx vertx;
    private final Database database;
    private final SecretBox secrets;
    private final IdentityOptions options;
    private final Clock clock;
    private final SigningKeyTable table = new SigningKeyTable();
    private volatile KeyRing ring;

    SigningKeys(Vertx vertx, Database database, SecretBox secrets, IdentityOptions options, Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.secrets = secrets;
        this.options = options;
        this.clock = clock;
    }

    /** The keys to use now; there are some once {@link #refresh} succeeded for the first time. */
    KeyRing ring() {
        return ring;
    }

    /** Keeps a key for a token that it signs and that works until then, for longer than others. */
    Future<Void> keep(SigningKey key, Instant until) {
        return table.keep(database, key.generation(), until.plus(CLOCK_DIFFERENCE));
    }

    /** Learns of keys that other nodes made, makes the next one when it is time, and forgets those that retired. */
    Future<Void> refresh() {
        return table.all(database)
                .compose(keys -> nextIsDue(keys) ? addNext(newest(keys)) : Future.succeededFuture(keys))
                .compose(keys -> vertx.executeBlocking(() -> ringOf(keys), false))
                .onSuccess(usable -> ring = usable)
                .compose(usable -> table.deleteRetired(database, clock.instant()));
    }

    private boolean nextIsDue(List<SigningKey> keys) {
        return newest(keys)
                .map(newest -> newest.activatesAt().plus(options.keyRotation()).minus(PUBLISHED_BEFORE))
                .map(due -> !clock.instant().isBefore(due))
                .orElse(true);
    }

    private static Optional<SigningKey> newest(List<SigningKey> keys) {
        return keys.stream().max(Comparator.comparing(SigningKey::generation));
    }

    private Future<List<SigningKey>> addNext(Optional<SigningKey> former) {
        return vertx.executeBlocking(() -> generate(former), false)
                .compose(next -> database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> table.insert(tx, next, clock.instant())
                                .compose(added -> added ? replace(tx, former, next) : Future.succeededFuture())))
                .compose(done -> table.all(database));
    }

    private Future<Void> replace(Tx tx, Optional<SigningKey> former, SigningKey next) {
        tx.afterCommit(() -> LOG.info("The key {} signs access tokens from {}", next.kid(), next.activatesAt()));
        return former.isPresent()
                ? table.retire(tx, former.get().generation(), lastUse(next))
                : Future.succeededFuture();
    }

    private SigningKey generate(Optional<SigningKey> former) throws JOSEException {
        var jwk = new RSAKeyGenerator(RSA_BITS)
                .algorithm(JWSAlgorithm.RS256)
                .keyUse(KeyUse.SIGNATURE)
                .keyIDFromThumbprint(true)
                .generate();
        var now = clock.instant();
        return new SigningKey(
                former.map(SigningKey::generation).orElse(0) + 1,
                jwk.getKeyID(),
                publicPart(jwk),
                secrets.seal(purpose(jwk.getKeyID()), jwk.toJSONString()),
                former.isPresent() ? now.plus(PUBLISHED_BEFORE) : now,
                Optional.empty());
    }

    private static String purpose(String kid) {
        return "signing_key/" + kid + "/private_jwk";
    }

    private static JsonObject publicPart(RSAKey jwk) {
        return new JsonObject(jwk.toPublicJWK().toJSONString());
    }

    /** When nothing signed by the key before this one is valid any more, whatever a node's clock says. */
    private Instant lastUse(SigningKey next) {
        return next.activatesAt().plus(options.accessTokenLife()).plus(CLOCK_DIFFERENCE);
    }

    private KeyRing ringOf(List<SigningKey> keys) {
        var now = clock.instant();
        return new KeyRing(keys.stream()
                .filter(key -> !key.isRetired(now))
                .sorted(Comparator.comparing(SigningKey::generation).reversed())
                .map(this::usable)
                .toList());
    }

    private KeyRing.Usable usable(SigningKey key) {
        var jwk = new JsonObject(secrets.open(purpose(key.kid()), key.sealedPrivateJwk()));
        var claims = new JWTOptions()
                .setAlgorithm(SigningKey.ALGORITHM)
                .addAudience(AccessTokens.AUDIENCE)
                // Told by our own clock, on every use.
                .setIgnoreExpiration(true);
        if (options.isNamed()) {
            claims.setIssuer(options.issuer());
        }
        return new KeyRing.Usable(
                key, JWTAuth.create(vertx, new JWTAuthOptions().addJwk(jwk).setJWTOptions(claims)));
    }
}
