package dev.guildhall.core.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import java.util.Map;

/** The operations of the kernel itself: health and the contract. */
final class KernelApi implements Api {

    /** The operation by which each surface gives its contract. */
    static final String CONTRACT = "openapi";

    static final String WEBHOOKS = "webhooks";

    private final Contract contract;
    private final HealthChecks health;
    private final DocsPage docs;

    KernelApi(Contract contract, HealthChecks health, DocsPage docs) {
        this.contract = contract;
        this.health = health;
        this.docs = docs;
    }

    @Override
    public void bind(Operations operations) {
        var document = ApiResponse.plain(contract.document());
        var webhooks = ApiResponse.plain(EventWebhooks.of(contract.document()));
        operations
                .on(CONTRACT, request -> Future.succeededFuture(document))
                .on(WEBHOOKS, request -> Future.succeededFuture(webhooks))
                .on("startPage", request -> docs.start())
                .on("docs", request -> docs.page())
                .on("docsFile", request -> docs.file(request.path("path")))
                .on("live", request -> Future.succeededFuture(live()))
                .on("ready", request -> ready(health));
    }

    static ApiResponse live() {
        return ApiResponse.plain(new JsonObject().put("status", "UP"));
    }

    static Future<ApiResponse> ready(HealthChecks health) {
        return health.checkStatus().map(result -> {
            var status = CheckResult.isUp(result) ? 200 : 503;
            return new ApiResponse(status, Map.of(), result.toJson().toBuffer());
        });
    }
}
