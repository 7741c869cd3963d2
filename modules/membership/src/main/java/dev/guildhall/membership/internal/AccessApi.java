package dev.guildhall.membership.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.core.security.Permission;
import dev.guildhall.membership.DeclaredPermissions;
import dev.guildhall.membership.internal.AccessDecision.Reason;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** The operations that say what somebody may do, and why. */
public final class AccessApi implements Api {

    private final MembershipAuthorizer authorizer;
    private final DeclaredPermissions permissions;

    public AccessApi(MembershipAuthorizer authorizer, DeclaredPermissions permissions) {
        this.authorizer = authorizer;
        this.permissions = permissions;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("explainAccess", this::explain)
                .on("getOwnAccess", AccessApi::own)
                .on("getOwnOrganizationAccess", AccessApi::own);
    }

    private static Future<ApiResponse> own(ApiRequest request) {
        var access = request.access();
        var names = new JsonArray();
        access.permissions().stream().map(Permission::name).sorted().forEach(names::add);
        return Future.succeededFuture(ApiResponse.ok(new JsonObject()
                .put("role", access.role())
                .put("permissions", names)
                .put("suspended", access.suspension() != null)));
    }

    private Future<ApiResponse> explain(ApiRequest request) {
        var user = request.query("userId")
                .map(id -> UserId.parse("userId", id))
                .orElse(request.authentication().user());
        return permission(request.workspace(), request.query("permission").orElseThrow())
                .compose(permission -> authorizer
                        .explain(request.authentication(), request.workspace(), user)
                        .map(decision -> ApiResponse.ok(json(user, permission, decision))));
    }

    private Future<NeededPermission> permission(WorkspaceId workspace, String name) {
        return permissions
                .find(workspace, name.strip().toLowerCase(Locale.ROOT))
                .map(found -> found.orElseThrow(() -> CommonError.REQUEST_INVALID.onField(
                        "permission",
                        "There is no permission " + name
                                + " in this workspace; GET …/permissions lists those there are.")));
    }

    private static JsonObject json(UserId user, NeededPermission permission, AccessDecision decision) {
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
