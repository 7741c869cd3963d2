package dev.guildhall.core.database;

/** A foreign statement answered with more than is taken of it; its transaction is rolled back. */
public final class ResultTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ResultTooLarge() {
        super(
                "The result is larger than %d MiB or has more than %d rows; read less at a time, with LIMIT."
                        .formatted(ResultGuard.MAX_BYTES >> 20, ResultGuard.MAX_ROWS),
                null,
                false,
                false);
    }
}
