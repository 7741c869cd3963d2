package dev.guildhall.events.internal.cesql;

/**
 * {@code AND} and {@code OR}, which look at the second operand only when the first has not decided.
 *
 * @param decisive what the first one is when it decides
 */
record Decision(boolean decisive, Term first, Term second) implements Term {

    @Override
    public Type type() {
        return Type.BOOLEAN;
    }

    @Override
    public Object evaluate(Evaluation run) {
        var left = run.valueOf(first, Type.BOOLEAN);
        if (run.hasFailed() || !run.spend(1)) {
            return false;
        }
        if (left.equals(decisive)) {
            return decisive;
        }
        var right = run.valueOf(second, Type.BOOLEAN);
        return run.hasFailed() ? false : right;
    }
}
