package dev.guildhall.surfaces.internal.portal;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.surfaces.internal.portal.ChannelKeyTable.SealedKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.util.Set;

/**
 * The key of the secure channel: clients encrypt what they send with its public part, as a JWE in compact serialization
 * (RFC 7516). It is made when it is first asked for, and is the same on every node and after a restart. All work with it
 * happens off the event loop.
 */
public final class ChannelKey {

    private static final JWEAlgorithm ALGORITHM = JWEAlgorithm.RSA_OAEP_256;
    private static final Set<EncryptionMethod> METHODS =
            Set.of(EncryptionMethod.A128GCM, EncryptionMethod.A192GCM, EncryptionMethod.A256GCM);
    private static final int RSA_BITS = 2048;

    private final Vertx vertx;
    private final Database database;
    private final SecretBox secrets;
    private final Clock clock;
    private final ChannelKeyTable table = new ChannelKeyTable();
    private volatile RSAKey known;

    public ChannelKey(Vertx vertx, Database database, SecretBox secrets, Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** The public part as a JWK (RFC 7517). */
    Future<JsonObject> published() {
        return key().map(key -> new JsonObject(key.toPublicJWK().toJSONString()));
    }

    /** What a JWE hides; fails with {@code PORTAL.SECURE_CHANNEL_INVALID} when it is none for this key. */
    Future<Buffer> open(Buffer jwe) {
        return key().compose(key -> vertx.executeBlocking(() -> decrypted(key, jwe), false));
    }

    private static Buffer decrypted(RSAKey key, Buffer jwe) {
        try {
            var encrypted =
                    JWEObject.parse(jwe.toString(StandardCharsets.US_ASCII).strip());
            var header = encrypted.getHeader();
            if (!ALGORITHM.equals(header.getAlgorithm())
                    || !METHODS.contains(header.getEncryptionMethod())
                    || header.getCompressionAlgorithm() != null) {
                throw invalid("Encrypt with alg " + ALGORITHM + " and enc A256GCM, and do not compress.");
            }
            encrypted.decrypt(new RSADecrypter(key));
            return Buffer.buffer(encrypted.getPayload().toBytes());
        } catch (ParseException | JOSEException | IllegalStateException malformed) {
            throw invalid("The body is not a JWE for the key at GET /web/v1/secure-channel/key.");
        }
    }

    private static Problem invalid(String message) {
        return PortalError.SECURE_CHANNEL_INVALID.because(message);
    }

    private Future<RSAKey> key() {
        return known == null ? load() : Future.succeededFuture(known);
    }

    private Future<RSAKey> load() {
        return table.find(database)
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture(found)
                        : vertx.executeBlocking(this::made, false)
                                .compose(made -> table.insert(database, made, clock.instant()))
                                .compose(kept -> table.find(database)))
                .compose(kept -> vertx.executeBlocking(() -> opened(kept.orElseThrow()), false))
                .onSuccess(key -> known = key);
    }

    private SealedKey made() throws JOSEException {
        var key = new RSAKeyGenerator(RSA_BITS)
                .algorithm(ALGORITHM)
                .keyUse(KeyUse.ENCRYPTION)
                .keyIDFromThumbprint(true)
                .generate();
        return new SealedKey(key.getKeyID(), secrets.seal(purpose(key.getKeyID()), key.toJSONString()));
    }

    private RSAKey opened(SealedKey key) throws ParseException {
        return RSAKey.parse(secrets.open(purpose(key.kid()), key.jwk()));
    }

    private static String purpose(String kid) {
        return "portal_channel_key/" + kid;
    }
}
