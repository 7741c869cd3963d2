package dev.guildhall.surfaces.internal.portal;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.RSAKey;
import dev.guildhall.core.digest.Sha256;
import dev.guildhall.core.error.Problem;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

/**
 * A body that came through the secure channel: a JWE in compact serialization (RFC 7516). Its header, which is
 * authenticated with the rest, says for which request, by whom and when it was made, in the words of RFC 9449.
 */
final class ChannelMessage {

    static final JWEAlgorithm ALGORITHM = JWEAlgorithm.RSA_OAEP_256;

    /** How old a message may be. */
    static final Duration MOST_AGE = Duration.ofMinutes(5);

    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);
    private static final int LONGEST_ID = 200;
    private static final Set<EncryptionMethod> METHODS =
            Set.of(EncryptionMethod.A128GCM, EncryptionMethod.A192GCM, EncryptionMethod.A256GCM);
    private static final Set<String> CONTENT = Set.of("json", "application/json");

    private final JWEObject encrypted;

    private ChannelMessage(JWEObject encrypted) {
        this.encrypted = encrypted;
    }

    /** The request that a message must be for. */
    record Purpose(String method, String path, String user) {}

    static ChannelMessage parse(Buffer jwe) {
        try {
            return new ChannelMessage(
                    JWEObject.parse(jwe.toString(StandardCharsets.US_ASCII).strip()));
        } catch (ParseException malformed) {
            throw invalid("The body is not a JWE in compact serialization.");
        }
    }

    /** The id of the key it was encrypted with; null when it names none. */
    String kid() {
        return encrypted.getHeader().getKeyID();
    }

    /** What tells it from every other message. */
    String idFor(Purpose purpose) {
        var id = purpose.user() + "\n" + text("jti");
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(id));
    }

    /** Decrypts it, and demands that it is for that request and of now. It takes its time. */
    Buffer open(RSAKey key, Purpose purpose, Instant now) {
        requireForm(encrypted.getHeader());
        try {
            encrypted.decrypt(new RSADecrypter(key));
        } catch (JOSEException | IllegalStateException malformed) {
            throw invalid("The body is not a JWE for the key that it names.");
        }
        requirePurpose(purpose);
        requireNow(now);
        return Buffer.buffer(encrypted.getPayload().toBytes());
    }

    private static void requireForm(JWEHeader header) {
        if (!ALGORITHM.equals(header.getAlgorithm())
                || !METHODS.contains(header.getEncryptionMethod())
                || header.getCompressionAlgorithm() != null) {
            throw invalid("Encrypt with alg " + ALGORITHM + " and enc A256GCM, and do not compress.");
        }
        if (header.getContentType() == null || !CONTENT.contains(header.getContentType())) {
            throw invalid("Say in the header what is encrypted: cty is json.");
        }
    }

    private void requirePurpose(Purpose purpose) {
        if (!purpose.method().equals(text("htm"))
                || !purpose.path().equals(text("htu"))
                || !purpose.user().equals(encrypted.getHeader().getSubject())) {
            throw invalid(
                    "The message is for another request: its header must say the method as htm, the path as htu, and"
                            + " the subject of the bearer token as sub.");
        }
        var id = text("jti");
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw invalid("Give the message an id of its own in the header, as jti.");
        }
    }

    private void requireNow(Instant now) {
        var made = encrypted.getHeader().getCustomParam("iat") instanceof Number seconds
                ? Instant.ofEpochSecond(clamped(seconds.longValue()))
                : Instant.EPOCH;
        if (made.isBefore(now.minus(MOST_AGE)) || made.isAfter(now.plus(CLOCK_SKEW))) {
            throw invalid("The message must be of the last " + MOST_AGE.toMinutes()
                    + " minutes; its header says when it was made in seconds, as iat.");
        }
    }

    // What is no time at all is none of now either.
    private static long clamped(long seconds) {
        return Math.max(0, Math.min(seconds, Instant.MAX.getEpochSecond()));
    }

    private String text(String name) {
        return encrypted.getHeader().getCustomParam(name) instanceof String text ? text : "";
    }

    static Problem invalid(String message) {
        return PortalError.SECURE_CHANNEL_INVALID.because(message);
    }
}
