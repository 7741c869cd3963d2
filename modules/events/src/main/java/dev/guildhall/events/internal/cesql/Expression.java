package dev.guildhall.events.internal.cesql;

import java.util.Map;
import java.util.function.Function;

/** An expression, compiled; it can be asked by any thread, as often as there are events. */
public final class Expression {

    /** How many characters one may have. */
    public static final int MAX_LENGTH = Parser.MAX_LENGTH;

    private final Term root;

    private Expression(Term root) {
        this.root = root;
    }

    /**
     * An expression that is true or false for events; fails with {@code REQUEST.INVALID}, naming the field and the
     * position, when the text is none.
     *
     * @param attributes those it may name, in lower case, with their types
     */
    public static Expression condition(String field, String text, Map<String, Type> attributes) {
        var source = new Source(field, text);
        var root = Parser.parse(source, attributes);
        if (root.type() != Type.BOOLEAN) {
            throw source.refuse(0, "it is " + root.type() + ", not true or false; compare it with something");
        }
        return new Expression(root);
    }

    /** An expression of any type. */
    static Expression parse(String text, Map<String, Type> attributes) {
        return new Expression(Parser.parse(new Source("sql", text), attributes));
    }

    /**
     * Whether it is true for an event; when an error keeps it from having a value it is not.
     *
     * @param event the values of its attributes by name, of the types they are said to have, or null for one it has not
     */
    public boolean isTrue(Function<String, Object> event) {
        var result = evaluate(event);
        return result.error().isEmpty() && result.value().equals(true);
    }

    Result evaluate(Function<String, Object> event) {
        return evaluate(new Evaluation(event));
    }

    Result evaluate(Evaluation run) {
        var value = root.evaluate(run);
        return new Result(value, run.error());
    }
}
