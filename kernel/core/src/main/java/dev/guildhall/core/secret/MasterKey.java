package dev.guildhall.core.secret;

import dev.guildhall.core.config.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The one secret that all others rest on: 32 random bytes, the same on every node of an installation. It is never used
 * itself; each use has a key of its own, derived from it, so that none tells anything of another.
 */
public final class MasterKey {

    /** What the file in the data directory is called. */
    public static final String FILE = "master.key";

    /** And the one that is to take its place. */
    public static final String NEXT_FILE = "master.key.new";

    static final int BYTES = 32;
    private static final String HMAC = "HmacSHA256";
    private static final int FINGERPRINT_BYTES = 8;

    private final SecretKeySpec key;

    private MasterKey(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, HMAC);
    }

    /**
     * The configured key or else the one kept in the data directory, which is made at the first start. Blocks.
     *
     * @throws MasterKeyException when there is a key that cannot be used; the message says what to do
     */
    public static MasterKey load(Optional<Secret> configured, Path dataDirectory) {
        return configured.map(MasterKey::of).orElseGet(() -> new MasterKeyFile(dataDirectory, FILE).readOrMake());
    }

    /** The key that is to take the place of the present one, made when there is none yet. Blocks. */
    public static MasterKey next(Path dataDirectory) {
        return new MasterKeyFile(dataDirectory, NEXT_FILE).readOrMake();
    }

    /** The key that is written so: 32 bytes in base64. */
    public static MasterKey of(Secret base64) {
        try {
            var bytes = Base64.getDecoder().decode(base64.reveal().strip());
            if (bytes.length == BYTES) {
                return new MasterKey(bytes);
            }
        } catch (IllegalArgumentException notBase64) {
            throw new MasterKeyException("The master key is not base64.", notBase64);
        }
        throw new MasterKeyException("The master key has not 32 bytes.", null);
    }

    static Secret random() {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Secret(Base64.getEncoder().encodeToString(bytes));
    }

    /** Tells keys apart and nothing else of them; may be shown and stored. */
    public String fingerprint() {
        return HexFormat.of().formatHex(Arrays.copyOf(derived("fingerprint"), FINGERPRINT_BYTES));
    }

    /** The password of a database role: letters, digits, {@code -} and {@code _}; always the same for the same key. */
    public Secret databasePassword(String role) {
        var password = Base64.getUrlEncoder().withoutPadding().encodeToString(derived("database-password/" + role));
        return new Secret(password);
    }

    /** A secret of 256 bits to be shared with whom the purpose names. */
    byte[] sharedSecret(String purpose) {
        return derived("shared/" + purpose);
    }

    /** A key of 256 bits for AES. */
    SecretKey encryptionKey(String purpose) {
        return new SecretKeySpec(derived("encryption/" + purpose), "AES");
    }

    // HKDF-Expand of RFC 5869 for one block; its extraction is for keys that are not random already.
    private byte[] derived(String purpose) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(("guildhall/" + purpose).getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 1);
            return mac.doFinal();
        } catch (GeneralSecurityException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    @Override
    public String toString() {
        return "MasterKey " + fingerprint();
    }
}
