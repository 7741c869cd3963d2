package dev.guildhall.events.internal.cesql;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Expressions made by chance, and what each must come to, worked out while it is made and not by reading it. They are
 * the same for the same seed.
 */
final class RandomExpression {

    static final Map<String, Type> TYPES =
            Map.of("type", Type.STRING, "sequence", Type.STRING, "hops", Type.INTEGER, "urgent", Type.BOOLEAN);

    static final Map<String, Object> EVENT = Map.of("type", "order.placed", "hops", 3, "urgent", true);

    /** How tightly the parts of the grammar bind. */
    private static final int LOGIC = 1;

    private static final int COMPARISON = 2;
    private static final int SUM = 3;
    private static final int PRODUCT = 4;
    private static final int TEST = 5;
    private static final int UNARY = 6;
    private static final int PRIMARY = 7;

    private static final List<Integer> INTEGERS = List.of(0, 1, 2, 3, -1, -7, 12, Integer.MAX_VALUE, Integer.MIN_VALUE);
    private static final List<String> TEXTS =
            List.of("", "a", "7", "-7", "true", "FALSE", "it's", "say \"hi\"", "order");

    /** @param value null when it has an error */
    record Made(String text, int binding, Type type, Object value) {}

    private final Random random;

    RandomExpression(long seed) {
        this.random = new Random(seed);
    }

    Made next(int depth) {
        return switch (depth == 0 ? random.nextInt(3) : random.nextInt(14)) {
            case 0 -> attribute();
            case 1, 2 -> literal();
            case 3, 4 -> logic(next(depth - 1), next(depth - 1));
            case 5, 6 -> comparison(next(depth - 1), next(depth - 1));
            case 7 -> sum(next(depth - 1), next(depth - 1));
            case 8 -> product(next(depth - 1), next(depth - 1));
            case 9 -> not(next(depth - 1));
            case 10 -> minus(next(depth - 1));
            case 11 -> like(next(depth - 1));
            case 12 -> in(next(depth - 1), List.of(next(depth - 1), next(depth - 1)));
            default -> call(next(depth - 1), next(depth - 1));
        };
    }

    private Made attribute() {
        var name = pick(TYPES.keySet().stream().sorted().toList());
        return random.nextInt(4) == 0
                ? new Made(word("EXISTS") + " " + word(name), PRIMARY, Type.BOOLEAN, EVENT.containsKey(name))
                : new Made(word(name), PRIMARY, TYPES.get(name), EVENT.get(name));
    }

    private Made literal() {
        return switch (random.nextInt(3)) {
            case 0 -> {
                var integer = pick(INTEGERS);
                yield new Made(integer.toString(), PRIMARY, Type.INTEGER, integer);
            }
            case 1 -> {
                var truth = random.nextBoolean();
                yield new Made(word(truth ? "TRUE" : "FALSE"), PRIMARY, Type.BOOLEAN, truth);
            }
            default -> {
                var text = pick(TEXTS);
                yield new Made(quoted(text), PRIMARY, Type.STRING, text);
            }
        };
    }

    private Made logic(Made left, Made right) {
        var operator = pick(List.of("AND", "OR", "XOR"));
        var first = (Boolean) cast(left.value(), Type.BOOLEAN);
        var second = (Boolean) cast(right.value(), Type.BOOLEAN);
        Boolean value = null;
        if (first != null && operator.equals("AND") && !first) {
            value = false;
        } else if (first != null && operator.equals("OR") && first) {
            value = true;
        } else if (first != null && second != null) {
            value = operator.equals("XOR") ? first ^ second : second;
        }
        return new Made(between(left, word(operator), right, LOGIC), LOGIC, Type.BOOLEAN, value);
    }

    private Made comparison(Made left, Made right) {
        var operator = pick(List.of("=", "!=", "<>", "<", "<=", ">", ">="));
        var isEquality = List.of("=", "!=", "<>").contains(operator);
        var type = isEquality ? right.type() : Type.INTEGER;
        var first = cast(left.value(), type);
        var second = cast(right.value(), type);
        Boolean value = null;
        if (first != null && second != null) {
            value = isEquality
                    ? operator.equals("=") == first.equals(second)
                    : isInOrder(((Integer) first).compareTo((Integer) second), operator);
        }
        return new Made(between(left, operator, right, COMPARISON), COMPARISON, Type.BOOLEAN, value);
    }

    private static boolean isInOrder(int compared, String operator) {
        return (compared == 0 && operator.endsWith("="))
                || (compared < 0 && operator.startsWith("<"))
                || (compared > 0 && operator.startsWith(">"));
    }

    private Made sum(Made left, Made right) {
        return arithmetic(left, pick(List.of("+", "-")), right, SUM);
    }

    private Made product(Made left, Made right) {
        return arithmetic(left, pick(List.of("*", "/", "%")), right, PRODUCT);
    }

    private Made arithmetic(Made left, String operator, Made right, int binding) {
        var first = cast(left.value(), Type.INTEGER);
        var second = cast(right.value(), Type.INTEGER);
        var value = first == null || second == null ? null : calculated((Integer) first, operator, (Integer) second);
        return new Made(between(left, operator, right, binding), binding, Type.INTEGER, value);
    }

    private static Object calculated(int left, String operator, int right) {
        var first = BigInteger.valueOf(left);
        var second = BigInteger.valueOf(right);
        try {
            var exact = switch (operator) {
                case "+" -> first.add(second);
                case "-" -> first.subtract(second);
                case "*" -> first.multiply(second);
                case "/" -> first.divide(second);
                default -> first.remainder(second);
            };
            return exact.intValueExact();
        } catch (ArithmeticException none) {
            return null;
        }
    }

    private Made not(Made inner) {
        var truth = (Boolean) cast(inner.value(), Type.BOOLEAN);
        return new Made(word("NOT") + " " + within(inner, UNARY), UNARY, Type.BOOLEAN, truth == null ? null : !truth);
    }

    private Made minus(Made inner) {
        var integer = (Integer) cast(inner.value(), Type.INTEGER);
        var text = within(inner, UNARY);
        // A minus before digits is their sign.
        var operand = Character.isDigit(text.charAt(0)) ? "(" + text + ")" : text;
        var value = integer == null ? null : calculated(0, "-", integer);
        return new Made("-" + operand, UNARY, Type.INTEGER, value);
    }

    private Made like(Made inner) {
        var beginning = pick(List.of("", "a", "7", "or", "tr"));
        var negated = random.nextBoolean();
        var value = inner.value() == null ? null : inner.value().toString().startsWith(beginning) != negated;
        var text = within(inner, TEST) + word(negated ? " NOT LIKE " : " LIKE ") + quoted(beginning + "%");
        return new Made(text, TEST, Type.BOOLEAN, value);
    }

    private Made in(Made left, List<Made> elements) {
        var negated = random.nextBoolean();
        var set = elements.stream().map(element -> within(element, LOGIC)).collect(Collectors.joining(", ", "(", ")"));
        var text = within(left, TEST) + word(negated ? " NOT IN " : " IN ") + set;
        return new Made(text, TEST, Type.BOOLEAN, left.value() == null ? null : isIn(left, elements, negated));
    }

    private static Boolean isIn(Made left, List<Made> elements, boolean negated) {
        for (var element : elements) {
            var candidate = cast(element.value(), left.type());
            if (candidate == null) {
                return null;
            }
            if (candidate.equals(left.value())) {
                return !negated;
            }
        }
        return negated;
    }

    private Made call(Made first, Made second) {
        var text = (String) cast(first.value(), Type.STRING);
        var other = (String) cast(second.value(), Type.STRING);
        var isMissing = text == null || other == null;
        return switch (random.nextInt(5)) {
            case 0 -> called("LENGTH", Type.INTEGER, text == null ? null : text.length(), first);
            case 1 -> called("UPPER", Type.STRING, text == null ? null : text.toUpperCase(Locale.ROOT), first);
            case 2 -> called("CONCAT", Type.STRING, isMissing ? null : text + other, first, second);
            case 3 -> called("CONCAT_WS", Type.STRING, isMissing ? null : other, first, second);
            default -> {
                var count = (Integer) cast(second.value(), Type.INTEGER);
                var value = text == null || count == null || count < 0
                        ? null
                        : text.substring(0, Math.min(count, text.length()));
                yield called("LEFT", Type.STRING, value, first, second);
            }
        };
    }

    private Made called(String function, Type type, Object value, Made... arguments) {
        var list = List.of(arguments).stream()
                .map(argument -> within(argument, LOGIC))
                .toList();
        return new Made(word(function) + "(" + String.join(",", list) + ")", PRIMARY, type, value);
    }

    private static Object cast(Object value, Type type) {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case STRING -> value.toString();
            case INTEGER -> value instanceof Boolean truth ? (Object) (truth ? 1 : 0) : integer(value.toString());
            case BOOLEAN -> value instanceof Integer integer ? (Object) (integer != 0) : truth(value.toString());
        };
    }

    private static Object integer(String text) {
        try {
            return new BigInteger(text).intValueExact();
        } catch (NumberFormatException | ArithmeticException none) {
            return null;
        }
    }

    private static Object truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }

    private String between(Made left, String operator, Made right, int binding) {
        return within(left, binding) + " " + operator + " " + within(right, binding + 1);
    }

    /** The part, in parentheses where it needs them and now and then where it does not. */
    private String within(Made part, int binding) {
        return part.binding() < binding || random.nextInt(8) == 0 ? "(" + part.text() + ")" : part.text();
    }

    private String quoted(String text) {
        var quote = random.nextBoolean() ? "'" : "\"";
        return quote + text.replace(quote, "\\" + quote) + quote;
    }

    /** In whatever case. */
    private String word(String word) {
        return IntStream.range(0, word.length())
                .mapToObj(at -> word.substring(at, at + 1))
                .map(letter -> random.nextBoolean() ? letter.toUpperCase(Locale.ROOT) : letter.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private <V> V pick(List<V> values) {
        return values.get(random.nextInt(values.size()));
    }
}
