package dev.guildhall.events.internal.cesql;

/** A value that the expression states itself. */
record Literal(Type type, Object value) implements Term {

    @Override
    public Object evaluate(Evaluation run) {
        return value;
    }
}
