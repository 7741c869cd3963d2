package dev.guildhall.list;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes rows and filters that often meet: few values, some missing, and many that only just differ. */
final class RandomThings {

    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "A",
            "ab",
            "aB",
            "b",
            "a%",
            "a_b",
            "a!b",
            "a\\b",
            "a*b",
            "é",
            "É",
            "Straße",
            "日本",
            "😀",
            "\uFFFD",
            "ж",
            "Ж",
            "It's",
            "say \"hi\"",
            " a",
            "AND");
    private static final List<String> PLANS = List.of("PERSONAL", "TEAM", "ENTERPRISE");
    private static final List<String> OPERATORS = List.of("=", "!=", "<", "<=", ">", ">=", ":");
    private static final List<String> TIMES = List.of(
            "2026-01-31T12:00:00Z",
            "2026-01-31T12:00:00.000001Z",
            "2026-01-31T12:00:00.123456Z",
            "1969-12-31T23:59:59.999999Z",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z");
    private static final List<String> NUMBERS =
            List.of("-1", "0", "1", "2", "2.5", "-0.5", "1e2", "100", "2147483647", "2147483648", "1e20", "0.1");

    private RandomThings() {}

    static Thing thing(Random random) {
        return new Thing(
                new UUID(random.nextLong(), random.nextLong()),
                orMissing(random, () -> pick(random, TEXTS)),
                orMissing(random, () -> pick(random, TEXTS)),
                orMissing(random, () -> pick(random, PLANS)),
                orMissing(random, () -> Instant.parse(pick(random, TIMES))),
                orMissing(random, () -> random.nextInt(4) - 1),
                orMissing(random, () -> new BigDecimal(pick(random, NUMBERS))),
                orMissing(random, random::nextBoolean),
                orMissing(random, () -> new UUID(random.nextInt(2) - 1, random.nextInt(2) - 1)),
                orMissing(random, () -> Duration.of(random.nextInt(4) * 500L, ChronoUnit.MILLIS)));
    }

    private static <V> V orMissing(Random random, Supplier<V> value) {
        return random.nextInt(5) == 0 ? null : value.get();
    }

    private static <V> V pick(Random random, List<V> values) {
        return values.get(random.nextInt(values.size()));
    }

    static String filter(Random random) {
        return expression(random, 3);
    }

    private static String expression(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 1 : 6)) {
            case 1 -> expression(random, depth - 1) + " AND " + expression(random, depth - 1);
            case 2 -> "(" + expression(random, depth - 1) + ") OR (" + expression(random, depth - 1) + ")";
            case 3 -> "NOT (" + expression(random, depth - 1) + ")";
            case 4 -> "-(" + expression(random, depth - 1) + ") " + expression(random, depth - 1);
            default -> comparison(random);
        };
    }

    private static String comparison(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> "name" + compare(random, OPERATORS, () -> text(random));
            case 2 -> "role" + compare(random, OPERATORS, () -> text(random));
            case 3 -> "plan" + compare(random, List.of("=", "!=", ":"), () -> pick(random, PLANS));
            case 4 -> "createTime" + compare(random, OPERATORS, () -> pick(random, TIMES));
            case 5 -> "size" + compare(random, OPERATORS, () -> pick(random, NUMBERS));
            case 6 -> "price" + compare(random, OPERATORS, () -> pick(random, NUMBERS));
            case 7 -> "owner.id" + compare(random, List.of("=", "!=", ":"), () -> id(random));
            case 8 -> "age" + compare(random, OPERATORS, () -> pick(random, List.of("0s", "0.5s", "1s", "0.5000001s")));
            default ->
                random.nextBoolean()
                        ? "active" + compare(random, List.of("=", "!=", ":"), () -> "" + random.nextBoolean())
                        : "search:" + quoted(pick(random, TEXTS)).replace("*", "\\*");
        };
    }

    private static String compare(Random random, List<String> operators, Supplier<String> value) {
        if (random.nextInt(8) == 0) {
            return ":*";
        }
        var operator = pick(random, operators);
        return random.nextInt(6) == 0
                ? operator + "(" + value.get() + " OR NOT (" + value.get() + "))"
                : operator + value.get();
    }

    private static String text(Random random) {
        var text = quoted(pick(random, TEXTS));
        return random.nextInt(3) == 0 ? text.replaceFirst("[ab]", "*") : text;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String id(Random random) {
        return new UUID(random.nextInt(2) - 1, random.nextInt(2) - 1).toString();
    }
}
