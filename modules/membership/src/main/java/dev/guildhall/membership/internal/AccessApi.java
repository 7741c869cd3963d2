package dev.guildhall.membership.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Permission;
import dev.guildhall.membership.Permissions;
import dev.guildhall.membership.internal.AccessDecision.Reason;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** The operation that explains who may do what, and why. */
public final class AccessApi implements Api {

    private final MembershipAuthorizer authorizer;

    public AccessApi(MembershipAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("explainAccess", this::explain);
    }

    private Future<ApiResponse> explain(ApiRequest request) {
        var permission = permission(request.query("permission").orElseThrow());
        var user = request.query("userId")
                .map(id -> UserId.parse("userId", id))
                .orElse(request.authentication().user());
        return authorizer
                .explain(request.authentication(), request.workspace(), user)
                .map(decision -> ApiResponse.ok(json(user, permission, decision)));
    }

    private static Permission permission(String name) {
        return Permissions.named(name.strip().toLowerCase(Locale.ROOT))
                .orElseThrow(() -> CommonError.REQUEST_INVALID.onField(
                        "permission", "There is no permission " + name + "; GET /api/permissions lists them."));
    }

    private static JsonObject json(UserId user, Permission permission, AccessDecision decision) {
        var because = new JsonArray();
        decision.because(permission).forEach(reason -> because.add(json(reason)));
        return new JsonObject()
                .put("userId", user.toString())
                .put("permission", permission.name())
                .put("allowed", decision.allows(permission))
                .put("because", because);
    }

    private static JsonObject json(Reason reason) {
        var json = new JsonObject().put("rule", reason.rule().name());
        reason.rule().roleScope().ifPresent(scope -> json.put("roleScope", scope.name()));
        return json.put("allows", reason.allows()).put("message", reason.message());
    }
}
