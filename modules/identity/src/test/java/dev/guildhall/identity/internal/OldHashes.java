package dev.guildhall.identity.internal;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;

/** Hashes as a former release might have made them. */
final class OldHashes {

    private OldHashes() {}

    static String weaker(String password) {
        return Argon2Function.getInstance(64, 1, 1, 32, Argon2.ID)
                .hash(password.getBytes(StandardCharsets.UTF_8), new byte[16])
                .getResult();
    }
}
