package dev.guildhall.idempotency;

import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.http.IdempotencyKeys;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.idempotency.internal.AnswerErasure;
import dev.guildhall.idempotency.internal.IdempotencyKeyTable;
import dev.guildhall.idempotency.internal.PgIdempotencyKeys;
import java.time.Duration;
import java.util.List;

/** Offers the kernel {@link IdempotencyKeys} that are kept in the database. */
public final class IdempotencyModule extends KernelModule {

    private PgIdempotencyKeys keys;

    @Override
    public String name() {
        return "idempotency";
    }

    @Override
    public void assemble(Assembly assembly) {
        var environment = assembly.environment();
        var table = new IdempotencyKeyTable(environment.database());
        keys = new PgIdempotencyKeys(environment.vertx(), environment.secrets(), environment.clock(), table);
        assembly.contribute(Erasing.class, new AnswerErasure(table));
        assembly.offer(IdempotencyKeys.class, keys);
    }

    @Override
    public List<Job> jobs() {
        return List.of(new Job("forget old idempotency keys", Duration.ofHours(1), keys::expire));
    }
}
