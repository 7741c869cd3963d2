package dev.guildhall.idempotency.internal;

import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.erasure.Traces;
import dev.guildhall.core.security.Principal;
import io.vertx.core.Future;
import java.util.Map;

/** Deletes what somebody was answered. What others were told of them is sealed, and goes within a day. */
public final class AnswerErasure implements Erasing {

    private final IdempotencyKeyTable table;

    public AnswerErasure(IdempotencyKeyTable table) {
        this.table = table;
    }

    @Override
    public Future<Map<String, Long>> erase(Traces of) {
        return of.user()
                .map(user -> table.forgetAll(new Principal.User(user))
                        .map(rows -> Map.of("idempotency_key", rows.longValue())))
                .orElseGet(() -> Future.succeededFuture(Map.of()));
    }
}
