package dev.guildhall.core.error;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects what is wrong with the fields of a request, so that its client is told all of it at once. */
public final class Faults {

    private final List<Problem.Detail> all = new ArrayList<>();

    public void require(boolean right, String field, String message) {
        if (!right) {
            add(field, message);
        }
    }

    public void add(String field, String message) {
        all.add(new Problem.Detail(field, message));
    }

    /** What was read; empty when that failed with a {@code Problem}, whose details are noted. */
    public <T> Optional<T> read(Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (Problem problem) {
            all.addAll(problem.details());
            return Optional.empty();
        }
    }

    /** Fails with {@code REQUEST.INVALID} when there is a fault. */
    public void refuse() {
        if (!all.isEmpty()) {
            throw CommonError.REQUEST_INVALID.because(all.get(0).message()).withDetails(all);
        }
    }
}
