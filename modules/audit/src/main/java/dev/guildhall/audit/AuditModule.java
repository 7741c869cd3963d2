package dev.guildhall.audit;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.module.KernelModule;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/** Wires what the module serves. Those who write the log need nothing of it: see {@link AuditLog}. */
public final class AuditModule {

    private final Database database;

    public AuditModule(Database database) {
        this.database = database;
    }

    public KernelModule kernelModule() {
        return new KernelModule("audit", new Idle(), List.of(new AuditApi(database)));
    }

    /** Nothing runs in the background. */
    private static final class Idle extends VerticleBase {

        @Override
        public Future<?> start() {
            return Future.succeededFuture();
        }
    }
}
