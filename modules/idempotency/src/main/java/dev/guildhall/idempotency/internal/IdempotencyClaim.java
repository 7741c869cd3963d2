package dev.guildhall.idempotency.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.security.Principal;
import io.vertx.core.Future;

/**
 * The right to carry out a request, and who has it.
 *
 * @param attempt which try to carry it out this is; another's has another
 */
record IdempotencyClaim(Principal principal, String key, int attempt) implements Tx.LastWork {

    @Override
    public Future<?> run(Tx tx) {
        return IdempotencyKeyTable.noteChange(tx, this);
    }

    IdempotencyClaim next() {
        return new IdempotencyClaim(principal, key, attempt + 1);
    }
}
