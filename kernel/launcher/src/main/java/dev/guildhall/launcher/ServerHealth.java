package dev.guildhall.launcher;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Readiness;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.function.BooleanSupplier;

/** Whether requests can be served. */
final class ServerHealth {

    private static final int MILLIS = 2_000;

    private ServerHealth() {}

    static HealthChecks checks(Vertx vertx, Database database, BooleanSupplier leaving) {
        var readiness = new Readiness(database);
        return HealthChecks.create(vertx)
                .register(
                        "server",
                        outcome -> outcome.complete(
                                leaving.getAsBoolean()
                                        ? Status.KO(new JsonObject().put("reason", "it is about to stop"))
                                        : Status.OK()))
                .register(
                        "database",
                        MILLIS,
                        outcome -> readiness
                                .trouble()
                                .map(trouble -> trouble.map(why -> Status.KO(new JsonObject().put("reason", why)))
                                        .orElseGet(Status::OK))
                                .onComplete(outcome));
    }
}
