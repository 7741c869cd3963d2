package dev.guildhall.core.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Makes values of texts. Each throws an IllegalArgumentException whose message says what to give instead. */
public final class Readings {

    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmg]?)");
    private static final int EXCERPT = 80;

    private Readings() {}

    public static Integer port(String text) {
        return number(text, 0, 65535);
    }

    public static Integer rate(String text) {
        return number(text, 1, 1_000_000);
    }

    public static Integer count(String text) {
        return number(text, 0, 1_000_000);
    }

    public static Integer places(String text) {
        return number(text, 1, 100_000);
    }

    public static Integer percent(String text) {
        return number(text, 1, 100);
    }

    public static Integer rows(String text) {
        return number(text, 1, 999_999_999);
    }

    public static Duration seconds(String text) {
        return Duration.ofSeconds(number(text, 1, 3600));
    }

    /** So many seconds, none among them. */
    public static Duration delay(String text) {
        return Duration.ofSeconds(number(text, 0, 3600));
    }

    public static Duration days(String text) {
        return Duration.ofDays(number(text, 1, 3650));
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

    public static Boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("give true or false");
        };
    }

    public static String email(String text) {
        return matching(EMAIL, text, "give an email address");
    }

    /** The text, when it is of this form. */
    public static String matching(Pattern pattern, String text, String otherwise) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(otherwise);
        }
        return text;
    }

    public static Path path(String text) {
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
    public static Long size(String text) {
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
    public static <E extends Enum<E>> Function<String, E> oneOf(Class<E> type) {
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
    public static <T> Function<String, List<T>> commaSeparated(Function<String, T> one) {
        return text ->
                Arrays.stream(text.split(",", -1)).map(String::strip).map(one).toList();
    }

    public static URI publicUrl(String text) {
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

    public static Secret password(String text) {
        if (text.length() < 8 || text.length() > 200) {
            throw new IllegalArgumentException("give a password of 8 to 200 characters");
        }
        return new Secret(text);
    }

    /** The bytes of a text in base64; none when it is not. */
    public static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    /** What someone wrote, in quotes, short and on one line. */
    public static String quoted(String written) {
        var line = written.replaceAll("\\p{Cntrl}", "\uFFFD");
        return "'" + (line.length() > EXCERPT ? line.substring(0, EXCERPT) + "\u2026" : line) + "'";
    }
}
