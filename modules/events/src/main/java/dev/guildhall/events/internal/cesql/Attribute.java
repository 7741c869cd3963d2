package dev.guildhall.events.internal.cesql;

/** What an event has under a name. */
record Attribute(String name, Type type) implements Term {

    @Override
    public Object evaluate(Evaluation run) {
        var value = run.attribute(name);
        return value == null ? run.fail(EvaluationError.MISSING_ATTRIBUTE, false) : value;
    }
}
