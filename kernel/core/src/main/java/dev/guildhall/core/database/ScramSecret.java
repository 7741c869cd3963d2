package dev.guildhall.core.database;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import dev.guildhall.core.config.Secret;
import java.security.SecureRandom;
import java.util.Base64;

/** What PostgreSQL keeps of a password (RFC 5803), made here so that the password itself is in no statement. */
final class ScramSecret {

    private static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;
    private static final int SALT_BYTES = 16;
    /** The passwords are as random as a key: hashing one over and over would only make each login slower. */
    private static final int ITERATIONS = 1;

    private ScramSecret() {}

    static String of(Secret password) {
        var salt = ScramFunctions.salt(SALT_BYTES, new SecureRandom());
        var salted = ScramFunctions.saltedPassword(
                MECHANISM, StringPreparation.NO_PREPARATION, password.reveal().toCharArray(), salt, ITERATIONS);
        var stored = ScramFunctions.storedKey(MECHANISM, ScramFunctions.clientKey(MECHANISM, salted));
        var server = ScramFunctions.serverKey(MECHANISM, salted);
        return "SCRAM-SHA-256$%d:%s$%s:%s".formatted(ITERATIONS, base64(salt), base64(stored), base64(server));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
