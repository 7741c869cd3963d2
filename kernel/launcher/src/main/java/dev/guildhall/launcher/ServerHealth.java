package dev.guildhall.launcher;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Readiness;
import dev.guildhall.core.module.PeerHealth;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Whether requests can be served, and what else is to be said of this node. */
final class ServerHealth {

    private static final int MILLIS = 2_000;

    private ServerHealth() {}

    static HealthChecks checks(Vertx vertx, Database database, BooleanSupplier leaving, List<PeerHealth> peers) {
        var readiness = new Readiness(database);
        var checks = HealthChecks.create(vertx)
                .register(
                        "server",
                        outcome -> outcome.complete(leaving.getAsBoolean() ? down("it is about to stop") : Status.OK()))
                .register(
                        "database",
                        MILLIS,
                        outcome -> readiness
                                .trouble()
                                .map(trouble -> trouble.map(ServerHealth::down).orElseGet(Status::OK))
                                .onComplete(outcome));
        peers.forEach(peer -> checks.register(
                peer.what(), outcome -> outcome.complete(upWith(peer.trouble().get()))));
        return checks;
    }

    private static Status down(String why) {
        return Status.KO(reason(why));
    }

    private static Status upWith(Optional<String> trouble) {
        return trouble.map(why -> Status.OK(reason(why))).orElseGet(Status::OK);
    }

    private static JsonObject reason(String why) {
        return new JsonObject().put("reason", why);
    }
}
