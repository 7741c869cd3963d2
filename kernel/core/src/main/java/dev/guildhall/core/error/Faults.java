package dev.guildhall.core.error;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects what is wrong with the fields of a request, so that its client is told all of it at once. */
public final class Faults {

    private final List<Problem> all = new ArrayList<>();

    public void require(boolean right, String field, String message) {
        if (!right) {
            add(field, message);
        }
    }

    public void add(String field, String message) {
        add(CommonError.REQUEST_INVALID.onField(field, message));
    }

    /** @param problem names the fields at fault */
    public void add(Problem problem) {
        all.add(problem);
    }

    /** What was read; empty when that failed with a {@code Problem}, whose details are noted. */
    public <T> Optional<T> read(Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (Problem problem) {
            add(problem);
            return Optional.empty();
        }
    }

    /** Completes when that was read, be it without success because of a {@code Problem}, whose details are noted. */
    public Future<Void> await(Future<?> reading) {
        return reading.<Void>mapEmpty().recover(failure -> {
            if (failure instanceof Problem problem && !problem.details().isEmpty()) {
                add(problem);
                return Future.succeededFuture();
            }
            return Future.failedFuture(failure);
        });
    }

    /** Fails when there is a fault: with the code that all have, or else with {@code REQUEST.INVALID}. */
    public void refuse() {
        if (all.isEmpty()) {
            return;
        }
        var first = all.get(0);
        var isOfOneKind = all.stream().allMatch(problem -> problem.code().equals(first.code()));
        throw (isOfOneKind ? first.code() : CommonError.REQUEST_INVALID)
                .because(first.getMessage())
                .withDetails(all.stream()
                        .flatMap(problem -> problem.details().stream())
                        .toList());
    }
}
