package dev.guildhall.identity.internal;

import dev.guildhall.identity.internal.HashingTurns.Asker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Optional;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

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
    private static final Argon2PasswordEncoder ARGON2 =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES);

    private final WorkersInTurn workers;

    Passwords(Vertx vertx) {
        this.workers = new WorkersInTurn(vertx, "guildhall-passwords", THREADS);
    }

    /** The hash in PHC format. */
    Future<String> hash(String password, Asker asker) {
        return workers.run(asker, () -> ARGON2.encode(wellFormed(password)));
    }

    /** Whether the hash is of this password; takes as long when there is no hash. */
    Future<Boolean> matches(String password, Optional<String> hash, Asker asker) {
        return workers.run(asker, () -> {
            var same = ARGON2.matches(wellFormed(password), hash.orElse(NOBODY));
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

    // NIST SP 800-63B, section 5.1.1.2: the same password from another keyboard has the same characters. Halves of
    // surrogate pairs have no bytes and are replaced.
    private static String wellFormed(String password) {
        var normalized = Normalizer.normalize(password, Normalizer.Form.NFKC);
        return new String(normalized.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static String zeros(int bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(new byte[bytes]);
    }
}
