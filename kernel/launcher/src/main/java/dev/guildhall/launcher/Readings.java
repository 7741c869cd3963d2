package dev.guildhall.launcher;

import dev.guildhall.core.config.Configuration.Without;
import dev.guildhall.core.config.Secret;
import dev.guildhall.core.http.TrustedProxies;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Makes values of texts. Each throws an IllegalArgumentException whose message says what to give instead. */
final class Readings {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.-]+|[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");
    private static final Pattern SENDER = Pattern.compile(
            "(?:[^\\p{Cntrl}<>()\",;:@\\\\\\[\\]]* )?<[^\\s@<>(),]+@[^\\s@<>(),]+>|[^\\s@<>(),]+@[^\\s@<>(),]+");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmg]?)");
    private static final Pattern ORIGIN = Pattern.compile("https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?");
    private static final Pattern EXTENSION_KEY = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final int KEY_BYTES = 32;
    // What stands before the 32 bytes of every Ed25519 public key in its usual form (RFC 8410).
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private Readings() {}

    static Integer port(String text) {
        return number(text, 0, 65535);
    }

    static Integer rate(String text) {
        return number(text, 1, 1_000_000);
    }

    static Integer count(String text) {
        return number(text, 0, 1_000_000);
    }

    static Integer places(String text) {
        return number(text, 1, 100_000);
    }

    static Duration seconds(String text) {
        return Duration.ofSeconds(number(text, 1, 3600));
    }

    /** {@code true} when the setting was given without a value. */
    static Without without(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> new Without(true, Set.of());
            case "false" -> Without.NONE;
            default ->
                new Without(
                        false, Set.copyOf(commaSeparated(Readings::extensionKey).apply(text)));
        };
    }

    private static String extensionKey(String text) {
        return matching(EXTENSION_KEY, text, "give keys of extensions with commas between, such as hello,notifier");
    }

    private static int number(String text, int least, int most) {
        if (text.matches("\\d{1,9}")) {
            var number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException("give a whole number from " + least + " to " + most);
    }

    static Boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("give true or false");
        };
    }

    static String host(String text) {
        return matching(HOST, text, "give a host name or an IP address, such as 127.0.0.1 or 0.0.0.0 for all");
    }

    static String email(String text) {
        return matching(EMAIL, text, "give an email address");
    }

    static String sender(String text) {
        return matching(
                SENDER, text, "give an address such as no-reply@example.com or Guildhall <no-reply@example.com>");
    }

    private static String matching(Pattern pattern, String text, String otherwise) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(otherwise);
        }
        return text;
    }

    static Path path(String text) {
        try {
            if (!text.isBlank()) {
                return Path.of(text);
            }
        } catch (InvalidPathException noPath) {
            throw new IllegalArgumentException("give the path of a file or directory", noPath);
        }
        throw new IllegalArgumentException("give the path of a file or directory");
    }

    /** A size in bytes, within what the server can hold in memory. */
    static Long size(String text) {
        var size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (size.matches()) {
            var unit = " kmg".indexOf(size.group(2).isEmpty() ? " " : size.group(2));
            var bytes = Long.parseLong(size.group(1)) << (10 * unit);
            if (bytes >= 1024 && bytes <= 1L << 30) {
                return bytes;
            }
        }
        throw new IllegalArgumentException("give a size from 1k to 1g, such as 512k or 2m");
    }

    /** The constant that is written so in any case. */
    static <E extends Enum<E>> Function<String, E> oneOf(Class<E> type) {
        var constants = type.getEnumConstants();
        return text -> Arrays.stream(constants)
                .filter(constant -> constant.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("give one of "
                        + String.join(
                                ", ",
                                Arrays.stream(constants)
                                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                        .toList())));
    }

    /** A list of them with commas between. */
    static <T> Function<String, List<T>> commaSeparated(Function<String, T> one) {
        return text ->
                Arrays.stream(text.split(",", -1)).map(String::strip).map(one).toList();
    }

    static String origin(String text) {
        return matching(
                        ORIGIN,
                        text,
                        "give origins with commas between, such as https://app.example.com,http://localhost:3000")
                .toLowerCase(Locale.ROOT);
    }

    static String network(String text) {
        try {
            TrustedProxies.in(List.of(text));
            return text;
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(
                    "give IP addresses and networks with commas between, such as 127.0.0.1,10.0.0.0/8", none);
        }
    }

    static URI publicUrl(String text) {
        var otherwise = "give an http or https URL such as https://guildhall.example.com";
        try {
            var url = new URI(text.replaceFirst("/+$", ""));
            var isWeb = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            if (isWeb
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (URISyntaxException noUrl) {
            throw new IllegalArgumentException(otherwise, noUrl);
        }
        throw new IllegalArgumentException(otherwise);
    }

    static Secret password(String text) {
        if (text.length() < 8 || text.length() > 200) {
            throw new IllegalArgumentException("give a password of 8 to 200 characters");
        }
        return new Secret(text);
    }

    static Secret masterKey(String text) {
        if (base64(text).length != KEY_BYTES) {
            throw new IllegalArgumentException("give 32 bytes in base64, as `openssl rand -base64 32` prints them");
        }
        return new Secret(text);
    }

    /** An Ed25519 key as its 32 bytes or as OpenSSL writes it, without the lines around. */
    static PublicKey trustedKey(String text) {
        var bytes = base64(text);
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

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
