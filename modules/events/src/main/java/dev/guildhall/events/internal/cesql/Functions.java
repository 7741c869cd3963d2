package dev.guildhall.events.internal.cesql;

import static dev.guildhall.events.internal.cesql.BuiltIn.ANY_NUMBER;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The functions there are, and what they do. */
final class Functions {

    private static final List<BuiltIn> ALL = List.of(
            new BuiltIn("ABS", 1, 1, List.of(Type.INTEGER), Type.INTEGER, Functions::absolute),
            new BuiltIn("LENGTH", 1, 1, List.of(Type.STRING), Type.INTEGER, Functions::length),
            new BuiltIn("CONCAT", 0, ANY_NUMBER, List.of(Type.STRING), Type.STRING, Functions::concatenated),
            new BuiltIn("CONCAT_WS", 1, ANY_NUMBER, List.of(Type.STRING), Type.STRING, Functions::joined),
            new BuiltIn("LOWER", 1, 1, List.of(Type.STRING), Type.STRING, Functions::lower),
            new BuiltIn("UPPER", 1, 1, List.of(Type.STRING), Type.STRING, Functions::upper),
            new BuiltIn("TRIM", 1, 1, List.of(Type.STRING), Type.STRING, Functions::trimmed),
            new BuiltIn("LEFT", 2, 2, List.of(Type.STRING, Type.INTEGER), Type.STRING, Functions::left),
            new BuiltIn("RIGHT", 2, 2, List.of(Type.STRING, Type.INTEGER), Type.STRING, Functions::right),
            new BuiltIn("SUBSTRING", 2, 3, List.of(Type.STRING, Type.INTEGER), Type.STRING, Functions::substring),
            new BuiltIn("INT", 1, 1, List.of(Type.INTEGER), Type.INTEGER, Functions::asItWasCast),
            new BuiltIn("BOOL", 1, 1, List.of(Type.BOOLEAN), Type.BOOLEAN, Functions::asItWasCast),
            new BuiltIn("STRING", 1, 1, List.of(Type.STRING), Type.STRING, Functions::asItWasCast),
            new BuiltIn("IS_INT", 1, 1, List.of(Type.STRING), Type.BOOLEAN, Functions::isInteger),
            new BuiltIn("IS_BOOL", 1, 1, List.of(Type.STRING), Type.BOOLEAN, Functions::isTruth));

    private Functions() {}

    /** The function of the name, in whatever case. */
    static Optional<BuiltIn> named(String name) {
        return ALL.stream()
                .filter(function -> function.name().equalsIgnoreCase(name))
                .findFirst();
    }

    static String names() {
        return ALL.stream().map(BuiltIn::name).collect(Collectors.joining(", "));
    }

    private static Object absolute(Evaluation run, Operands operands) {
        var number = operands.integer(0);
        return number == Integer.MIN_VALUE
                ? run.fail(EvaluationError.MATH, Integer.MAX_VALUE)
                : (Object) Math.abs(number);
    }

    private static Object length(Evaluation run, Operands operands) {
        return Characters.count(operands.text(0));
    }

    private static Object concatenated(Evaluation run, Operands operands) {
        return String.join("", operands.texts());
    }

    private static Object joined(Evaluation run, Operands operands) {
        var texts = operands.texts();
        return String.join(texts.get(0), texts.subList(1, texts.size()));
    }

    private static Object lower(Evaluation run, Operands operands) {
        return operands.text(0).toLowerCase(Locale.ROOT);
    }

    private static Object upper(Evaluation run, Operands operands) {
        return operands.text(0).toUpperCase(Locale.ROOT);
    }

    private static Object trimmed(Evaluation run, Operands operands) {
        return Characters.trim(operands.text(0));
    }

    private static Object left(Evaluation run, Operands operands) {
        return cut(run, operands.text(0), 0, operands.integer(1));
    }

    private static Object right(Evaluation run, Operands operands) {
        var text = operands.text(0);
        var length = operands.integer(1);
        return cut(run, text, Math.max(0, Characters.count(text) - length), length);
    }

    private static Object cut(Evaluation run, String text, int from, int length) {
        return length < 0 ? run.fail(EvaluationError.FUNCTION_EVALUATION, text) : Characters.cut(text, from, length);
    }

    private static Object substring(Evaluation run, Operands operands) {
        var count = Characters.count(operands.text(0));
        var position = operands.integer(1);
        var length = operands.size() == 3 ? operands.integer(2) : count;
        if (position > count || position < -count || length < 0) {
            return run.fail(EvaluationError.FUNCTION_EVALUATION, "");
        }
        return position == 0
                ? ""
                : Characters.cut(operands.text(0), position > 0 ? position - 1 : count + position, length);
    }

    private static Object asItWasCast(Evaluation run, Operands operands) {
        return operands.value(0);
    }

    private static Object isInteger(Evaluation run, Operands operands) {
        return isCastable(operands.text(0), Type.INTEGER);
    }

    private static Object isTruth(Evaluation run, Operands operands) {
        return isCastable(operands.text(0), Type.BOOLEAN);
    }

    private static boolean isCastable(String text, Type type) {
        var trial = new Evaluation(name -> null);
        type.cast(text, trial);
        return !trial.hasFailed();
    }
}
