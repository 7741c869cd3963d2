package dev.guildhall.identity.internal;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Optional;

/**
 * Hashes and checks passwords with Argon2id, off the event loops. Each takes much memory and processor time on purpose,
 * so few run at once, and those who wait have their turns; see {@link WorkersInTurn}.
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

    private final WorkersInTurn workers;

    Passwords(Vertx vertx) {
        this.workers = new WorkersInTurn(vertx, "guildhall-passwords", THREADS);
    }

    /** The hash in PHC format. */
    Future<String> hash(String password, Asker asker) {
        return workers.run(asker, () -> argon2().hash(bytes(password), salt()).getResult());
    }

    /** Whether the hash is of this password; takes as long when there is no hash. */
    Future<Boolean> matches(String password, Optional<String> hash, Asker asker) {
        return workers.run(asker, () -> {
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
