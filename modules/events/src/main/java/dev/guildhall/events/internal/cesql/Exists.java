package dev.guildhall.events.internal.cesql;

/** Whether an event has an attribute. */
record Exists(String name) implements Term {

    @Override
    public Type type() {
        return Type.BOOLEAN;
    }

    @Override
    public Object evaluate(Evaluation run) {
        return run.attribute(name) != null;
    }
}
