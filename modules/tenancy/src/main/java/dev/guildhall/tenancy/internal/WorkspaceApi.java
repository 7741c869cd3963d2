package dev.guildhall.tenancy.internal;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.NewWorkspace;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.WorkspaceAdministration;
import dev.guildhall.tenancy.WorkspaceChange;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The operations on workspaces. */
public final class WorkspaceApi implements Api {

    private final Workspaces workspaces;
    private final WorkspaceAdministration administration;
    private final Authorizer authorizer;

    public WorkspaceApi(Workspaces workspaces, WorkspaceAdministration administration, Authorizer authorizer) {
        this.workspaces = workspaces;
        this.administration = administration;
        this.authorizer = authorizer;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createWorkspace", BodyReader.of(NewWorkspace::of), this::create)
                .on("createOwnWorkspace", BodyReader.of(NewWorkspace::of), this::createOwn)
                .on("listWorkspaces", this::list)
                .on("getWorkspace", this::get)
                .on("updateWorkspace", BodyReader.of(WorkspaceChange::of), this::update)
                .on("deleteWorkspace", this::delete)
                .on("moveWorkspace", BodyReader.of(WorkspaceApi::destination), this::move)
                .on("getSettings", this::settings)
                .on("putSettings", BodyReader.of(WorkspaceChange::settings), this::putSettings)
                .on("getPreferences", this::preferences)
                .on("patchPreferences", BodyReader.of(WorkspaceChange::preferences), this::patchPreferences);
    }

    private Future<ApiResponse> create(ApiRequest request, NewWorkspace wanted) {
        return administration.createManaged(request.authentication(), wanted).map(WorkspaceApi::answer);
    }

    private Future<ApiResponse> move(ApiRequest request, Optional<OrganizationId> to) {
        var workspace = WorkspaceId.parse("workspaceId", request.path("workspaceId"));
        return administration.move(request.authentication(), workspace, to).map(WorkspaceApi::answer);
    }

    private static Optional<OrganizationId> destination(JsonObject body) {
        return Optional.ofNullable(body.getString("organizationId"))
                .map(id -> OrganizationId.parse("organizationId", id));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        var page = PageRequest.of(Workspaces.LIST, request);
        return workspaces
                .list(authorizer.workspacesOf(request.authentication()), page)
                .map(found -> found.answer(PreparedWorkspace::json));
    }

    private Future<ApiResponse> createOwn(ApiRequest request, NewWorkspace wanted) {
        return administration
                .createOwn(request.authentication(), wanted)
                .map(workspace -> ApiResponse.created(
                                "/api/workspaces/" + workspace.id(), PreparedWorkspace.json(workspace))
                        .withRevision(workspace.revision()));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return workspaces.view(request.workspace()).map(PreparedWorkspace::answer);
    }

    private Future<ApiResponse> update(ApiRequest request, UnaryOperator<Workspace> change) {
        return administration
                .change(request.authentication(), request.workspace(), change, request.ifMatch())
                .map(WorkspaceApi::answer);
    }

    private Future<ApiResponse> settings(ApiRequest request) {
        return read(request, WorkspaceFacts::settings);
    }

    private Future<ApiResponse> putSettings(ApiRequest request, UnaryOperator<Workspace> change) {
        return change(request, change, WorkspaceFacts::settings);
    }

    private Future<ApiResponse> preferences(ApiRequest request) {
        return read(request, WorkspaceFacts::preferences);
    }

    private Future<ApiResponse> patchPreferences(ApiRequest request, UnaryOperator<Workspace> change) {
        return change(request, change, WorkspaceFacts::preferences);
    }

    private Future<ApiResponse> read(ApiRequest request, Function<Workspace, JsonObject> facts) {
        return workspaces.get(request.workspace()).map(found -> answer(found, facts));
    }

    private Future<ApiResponse> change(
            ApiRequest request, UnaryOperator<Workspace> change, Function<Workspace, JsonObject> facts) {
        return administration
                .change(request.authentication(), request.workspace(), change, request.ifMatch())
                .map(workspace -> answer(workspace, facts));
    }

    private static ApiResponse answer(Workspace workspace, Function<Workspace, JsonObject> facts) {
        return ApiResponse.ok(facts.apply(workspace)).withRevision(workspace.revision());
    }

    private Future<ApiResponse> delete(ApiRequest request) {
        return administration
                .delete(request.authentication(), request.workspace(), request.ifMatch())
                .map(deleted -> ApiResponse.noContent());
    }

    private static ApiResponse answer(Workspace workspace) {
        return PreparedWorkspace.of(workspace).answer();
    }
}
