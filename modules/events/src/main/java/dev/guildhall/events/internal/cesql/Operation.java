package dev.guildhall.events.internal.cesql;

import java.util.ArrayList;
import java.util.List;

/** An operator or function and the operands, all of which it looks at. */
record Operation(Signature signature, List<Term> operands) implements Term {

    @Override
    public Type type() {
        return signature.result();
    }

    @Override
    public Object evaluate(Evaluation run) {
        var values = new ArrayList<>(operands.size());
        for (var operand : operands) {
            values.add(run.valueOf(operand, signature.parameter(values.size())));
            if (run.hasFailed()) {
                return type().zero();
            }
        }
        return applied(run, new Operands(values));
    }

    private Object applied(Evaluation run, Operands values) {
        if (!run.spend(1 + values.length())) {
            return type().zero();
        }
        var result = signature.body().apply(run, values);
        return result instanceof String text && text.length() > Evaluation.MAX_TEXT
                ? run.fail(EvaluationError.FUNCTION_EVALUATION, type().zero())
                : result;
    }
}
