package dev.guildhall.events.internal.cesql;

import java.util.List;

/**
 * {@code IN}, which looks at the elements up to the one that is equal.
 *
 * @param negated for {@code NOT IN}
 */
record Membership(Term value, List<Term> elements, boolean negated) implements Term {

    @Override
    public Type type() {
        return Type.BOOLEAN;
    }

    @Override
    public Object evaluate(Evaluation run) {
        var wanted = run.valueOf(value, value.type());
        var found = !run.hasFailed() && isElement(wanted, run);
        return !run.hasFailed() && found != negated;
    }

    private boolean isElement(Object wanted, Evaluation run) {
        for (var element : elements) {
            var candidate = run.valueOf(element, value.type());
            if (run.hasFailed() || !run.spend(new Operands(List.of(candidate)).length())) {
                return false;
            }
            if (candidate.equals(wanted)) {
                return true;
            }
        }
        return false;
    }
}
