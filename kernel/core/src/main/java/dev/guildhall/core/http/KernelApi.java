package dev.guildhall.core.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import java.util.Map;

/** The operations of the kernel itself: health and the contract. */
final class KernelApi implements Api {

    private final Contract contract;
    private final HealthChecks health;

    KernelApi(Contract contract, HealthChecks health) {
        this.contract = contract;
        this.health = health;
    }

    @Override
    public String contract() {
        return "openapi/api.yaml";
    }

    @Override
    public void bind(Operations operations) {
        var document = Answer.plain(contract.document());
        operations
                .on("openapi", call -> Future.succeededFuture(document))
                .on("live", call -> Future.succeededFuture(live()))
                .on("ready", call -> ready(health));
    }

    static Answer live() {
        return Answer.plain(new JsonObject().put("status", "UP"));
    }

    static Future<Answer> ready(HealthChecks health) {
        return health.checkStatus().map(result -> {
            var status = CheckResult.isUp(result) ? 200 : 503;
            return new Answer(status, Map.of(), result.toJson().toBuffer());
        });
    }
}
