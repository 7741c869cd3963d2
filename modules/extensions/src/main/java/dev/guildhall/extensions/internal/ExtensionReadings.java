package dev.guildhall.extensions.internal;

import dev.guildhall.core.config.Readings;
import dev.guildhall.extensions.WithoutExtensions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes values of the texts of this module's settings. */
public final class ExtensionReadings {

    private static final Pattern EXTENSION_KEY = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final int KEY_BYTES = 32;
    // What stands before the 32 bytes of every Ed25519 public key in its usual form (RFC 8410).
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private ExtensionReadings() {}

    /** {@code true} when the setting was given without a value. */
    public static WithoutExtensions without(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> new WithoutExtensions(true, Set.of());
            case "false" -> WithoutExtensions.NONE;
            default ->
                new WithoutExtensions(
                        false,
                        Set.copyOf(Readings.commaSeparated(ExtensionReadings::extensionKey)
                                .apply(text)));
        };
    }

    private static String extensionKey(String text) {
        return Readings.matching(
                EXTENSION_KEY, text, "give keys of extensions with commas between, such as hello,notifier");
    }

    /** An Ed25519 key as its 32 bytes or as OpenSSL writes it, without the lines around. */
    public static PublicKey trustedKey(String text) {
        return trustedKey(Readings.base64(text));
    }

    /** The same from bytes. */
    public static PublicKey trustedKey(byte[] bytes) {
        var encoded = bytes.length == KEY_BYTES ? new byte[ED25519_PREFIX.length + KEY_BYTES] : bytes;
        if (bytes.length == KEY_BYTES) {
            System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
            System.arraycopy(bytes, 0, encoded, ED25519_PREFIX.length, KEY_BYTES);
        }
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException noKey) {
            throw new IllegalArgumentException(
                    "give Ed25519 public keys in base64 with commas between,"
                            + " as `openssl pkey -pubout -outform DER | base64 -w0` prints them",
                    noKey);
        }
    }
}
