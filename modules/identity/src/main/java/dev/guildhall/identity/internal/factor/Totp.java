package dev.guildhall.identity.internal.factor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Time-based one-time passwords (RFC 6238) as every authenticator app makes them: SHA-1, six digits, thirty seconds. */
public final class Totp {

    /** 160 random bits, as RFC 4226 recommends. */
    private static final int SECRET_LETTERS = 32;

    private static final int STEP_SECONDS = 30;
    private static final int DIGITS = 1_000_000;

    /** By how many steps the clock of an authenticator may be wrong, or somebody too slow. */
    private static final int SKEW = 1;

    private Totp() {}

    static String newSecret() {
        return Base32.random(SECRET_LETTERS);
    }

    static long step(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), STEP_SECONDS);
    }

    /** The code of a secret at a time. */
    public static String code(String secret, Instant at) {
        return code(secret, step(at));
    }

    /** The step that the code is of, when it is about now and later than the last one that was taken. */
    static OptionalLong match(String secret, String code, Instant now, long last) {
        var current = step(now);
        var given = code.getBytes(StandardCharsets.UTF_8);
        return LongStream.rangeClosed(current - SKEW, current + SKEW)
                .filter(step -> step > last)
                .filter(step -> MessageDigest.isEqual(code(secret, step).getBytes(StandardCharsets.UTF_8), given))
                .findFirst();
    }

    private static String code(String secret, long step) {
        var hash = hash(Base32.decode(secret), step);
        var offset = hash[hash.length - 1] & 0xf;
        var number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
        return String.format("%06d", number % DIGITS);
    }

    private static byte[] hash(byte[] secret, long step) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            return mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every JDK has HMAC with SHA-1", missing);
        }
    }
}
