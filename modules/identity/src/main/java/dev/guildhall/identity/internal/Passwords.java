package dev.guildhall.identity.internal;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

/**
 * Hashes and checks passwords with Argon2id, off the event loops. Each takes much memory and processor time on purpose,
 * so few run at once, and those who wait have their turns; see {@link HashingTurns}.
 */
final class Passwords {

    /** The OWASP recommendation for Argon2id: 19 MiB, two passes, one lane. */
    private static final int MEMORY_KIB = 19_456;

    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final String PARAMETERS = "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$";

    /** What a password is checked against when there is no account, to take the same time; nothing hashes to zeros. */
    static final String NOBODY = PARAMETERS + zeros(SALT_BYTES) + "$" + zeros(HASH_BYTES);

    private static final int THREADS = 2;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final WorkerExecutor workers;
    private final HashingTurns turns;

    Passwords(Vertx vertx) {
        this.workers = vertx.createSharedWorkerExecutor("guildhall-passwords", THREADS);
        this.turns = new HashingTurns(vertx, THREADS);
    }

    /** The hash in PHC format. */
    Future<String> hash(String password, Asker asker) {
        return compute(asker, () -> argon2().hash(bytes(password), salt()).getResult());
    }

    /** Whether the hash is of this password; takes as long when there is no hash. */
    Future<Boolean> matches(String password, Optional<String> hash, Asker asker) {
        return compute(asker, () -> {
            var known = hash.orElse(NOBODY);
            var same = Argon2Function.getInstanceFromHash(known)
                    .check(bytes(password), known.getBytes(StandardCharsets.US_ASCII));
            return same && hash.isPresent();
        });
    }

    /** Whether a hash was made with other parameters than are used now. */
    static boolean isOutdated(String hash) {
        return !hash.startsWith(PARAMETERS);
    }

    Future<Void> close() {
        return workers.close();
    }

    private <T> Future<T> compute(Asker asker, Callable<T> work) {
        return turns.take(asker, () -> workers.executeBlocking(work, false)).recover(Passwords::unhashed);
    }

    // Whoever still waits when this node stops is told to come back, for another node may answer.
    private static <T> Future<T> unhashed(Throwable failure) {
        return failure instanceof RejectedExecutionException
                ? CommonError.UNAVAILABLE
                        .because("This node of Guildhall is stopping; try again in a few seconds.")
                        .withRetryAfter(Duration.ofSeconds(5))
                        .asFuture()
                : Future.failedFuture(failure);
    }

    private static Argon2Function argon2() {
        return Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);
    }

    // NIST SP 800-63B, section 5.1.1.2: the same password from another keyboard has the same bytes.
    private static byte[] bytes(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] salt() {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return salt;
    }

    private static String zeros(int bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(new byte[bytes]);
    }
}
