package dev.guildhall.membership.internal;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.DeclaredPermissions;
import dev.guildhall.membership.Permissions;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.RoleAdministration;
import dev.guildhall.membership.RoleInput;
import dev.guildhall.membership.RolePermission;
import dev.guildhall.membership.Roles;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The operations on roles and permissions. */
public final class RolesApi implements Api {

    private final Roles roles;
    private final RoleAdministration administration;
    private final DeclaredPermissions permissions;

    public RolesApi(Roles roles, RoleAdministration administration, DeclaredPermissions permissions) {
        this.roles = roles;
        this.administration = administration;
        this.permissions = permissions;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listRoles", this::list)
                .on("createRole", BodyReader.laterOfRequest(administration::read), this::create)
                .on("getRole", this::get)
                .on("updateRole", BodyReader.laterOfRequest(administration::read), this::update)
                .on("deleteRole", this::delete)
                .on("listWorkspacePermissions", this::listPermissions)
                .on("listPermissions", request -> Future.succeededFuture(permissions()));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return roles.list(request.workspace(), PageRequest.of(Roles.LIST, request))
                .map(found -> found.answer(RolesApi::json));
    }

    private Future<ApiResponse> create(ApiRequest request, RoleInput input) {
        return administration
                .create(request.authentication(), request.workspace(), input)
                .map(role -> ApiResponse.created(
                                "/api/workspaces/" + request.workspace() + "/roles/" + role.id(), json(role))
                        .withRevision(role.revision()));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return roles.get(request.workspace(), request.path("roleId")).map(RolesApi::answer);
    }

    private Future<ApiResponse> update(ApiRequest request, RoleInput input) {
        return administration
                .change(request.authentication(), request.workspace(), request.path("roleId"), input, request.ifMatch())
                .map(RolesApi::answer);
    }

    private Future<ApiResponse> delete(ApiRequest request) {
        return administration
                .delete(request.authentication(), request.workspace(), request.path("roleId"), request.ifMatch())
                .map(deleted -> ApiResponse.noContent());
    }

    private Future<ApiResponse> listPermissions(ApiRequest request) {
        return permissions
                .list(request.workspace(), PageRequest.of(RolePermission.LIST, request))
                .map(found -> found.answer(RolePermission::toJson));
    }

    private static ApiResponse permissions() {
        var all = new JsonArray();
        Permissions.ordered(Permissions.all())
                .forEach(permission -> all.add(
                        new JsonObject().put("name", permission.name()).put("description", permission.description())));
        return ApiResponse.ok(all);
    }

    private static ApiResponse answer(Role role) {
        return ApiResponse.ok(json(role)).withRevision(role.revision());
    }

    private static JsonObject json(Role role) {
        var json = new JsonObject().put("id", role.id()).put("name", role.name());
        role.description().ifPresent(description -> json.put("description", description));
        role.level().ifPresent(level -> json.put("level", level));
        json.put("builtIn", role.isBuiltIn()).put("permissions", new JsonArray(role.permissionNames()));
        if (!role.isBuiltIn()) {
            json.put("createdAt", role.createdAt().toString())
                    .put("updatedAt", role.updatedAt().toString());
        }
        return json;
    }
}
