package dev.guildhall.surfaces.internal.teams;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.http.SurfaceAdapter;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageQuery;
import dev.guildhall.list.PageQuery.Names;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.MemberInput;
import dev.guildhall.membership.Members;
import dev.guildhall.tenancy.NewWorkspace;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.WorkspaceAdministration;
import dev.guildhall.tenancy.WorkspaceChange;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The operations of the Teams surface. */
public final class TeamsApi implements Api {

    public static final String PREFIX = "/workspaces";
    public static final String CONTRACT = "openapi/teams.yaml";

    private final Workspaces workspaces;
    private final WorkspaceAdministration administration;
    private final Members members;
    private final Authorizer authorizer;

    public TeamsApi(
            Workspaces workspaces, WorkspaceAdministration administration, Members members, Authorizer authorizer) {
        this.workspaces = workspaces;
        this.administration = administration;
        this.members = members;
        this.authorizer = authorizer;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listWorkspaces", this::list)
                .on("createWorkspace", BodyReader.of(NewWorkspace::of), this::create)
                .on("getWorkspace", this::get)
                .on("deleteWorkspace", this::delete)
                .on("getSettings", this::settings)
                .on("putSettings", BodyReader.of(WorkspaceChange::settings), this::putSettings)
                .on("listMembers", this::listMembers)
                .on("putMember", BodyReader.of(TeamsApi::member), this::putMember)
                .on("removeMember", this::removeMember)
                .on("transferWorkspace", BodyReader.of(TeamsApi::member), this::transfer);
    }

    private Future<ApiResponse> list(ApiRequest request) {
        var page = page(request, Workspaces.LIST);
        return workspaces
                .list(authorizer.workspacesOf(request.authentication()), page)
                .map(found -> answer(found, TeamsJson::workspace));
    }

    private Future<ApiResponse> create(ApiRequest request, NewWorkspace wanted) {
        return administration
                .create(request.authentication(), wanted)
                .map(workspace -> answer(201, TeamsJson.workspace(workspace))
                        .withHeader("Location", PREFIX + "/" + workspace.id()));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return workspaces.get(request.workspace()).map(workspace -> answer(200, TeamsJson.workspace(workspace)));
    }

    private Future<ApiResponse> delete(ApiRequest request) {
        return administration
                .delete(request.authentication(), request.workspace(), IfMatch.ANY)
                .map(deleted -> ApiResponse.noContent());
    }

    private Future<ApiResponse> settings(ApiRequest request) {
        return workspaces.get(request.workspace()).map(workspace -> answer(200, TeamsJson.settings(workspace)));
    }

    private Future<ApiResponse> putSettings(ApiRequest request, UnaryOperator<Workspace> change) {
        return administration
                .change(request.authentication(), request.workspace(), change, IfMatch.ANY)
                .map(workspace -> answer(200, TeamsJson.settings(workspace)));
    }

    private Future<ApiResponse> listMembers(ApiRequest request) {
        return members.list(request.workspace(), page(request, Members.LIST))
                .map(found -> answer(found, TeamsJson::member));
    }

    private Future<ApiResponse> putMember(ApiRequest request, MemberInput input) {
        return members.put(request.authentication(), request.workspace(), input)
                .map(member -> answer(200, TeamsJson.member(member)));
    }

    private Future<ApiResponse> removeMember(ApiRequest request) {
        return members.remove(request.authentication(), request.workspace(), request.pathUser("uid"), IfMatch.ANY)
                .map(removed -> ApiResponse.noContent());
    }

    private Future<ApiResponse> transfer(ApiRequest request, MemberInput input) {
        return members.transfer(request.authentication(), request.workspace(), input.user())
                .compose(done -> workspaces.get(request.workspace()))
                .map(workspace -> answer(200, TeamsJson.workspace(workspace)));
    }

    /** From {@code {uid, role?}}. */
    private static MemberInput member(JsonObject body) {
        return MemberInput.of(body, "uid");
    }

    /** A list is given whole, or as much of it as one page may have. */
    static <T> PageRequest<T> page(ApiRequest request, ListFields<T> fields) {
        var size = request.query("pageSize").orElseGet(() -> Integer.toString(PageRequest.MAX_SIZE));
        var token = request.query("pageToken").orElse(null);
        return PageRequest.of(fields, new PageQuery(size, token, null, null, Names.CAMEL_CASE));
    }

    static <T> ApiResponse answer(Page<T> page, Function<T, JsonObject> mapping) {
        var items = new JsonArray();
        page.items().forEach(item -> items.add(mapping.apply(item)));
        var response = new ApiResponse(200, Map.of(), items.toBuffer());
        return page.nextPageToken()
                .map(token -> response.withHeader("X-Next-Page-Token", token))
                .orElse(response);
    }

    static ApiResponse answer(int status, JsonObject body) {
        return new ApiResponse(status, Map.of(), body.toBuffer());
    }

    /** How this surface speaks. */
    public static SurfaceAdapter adapter() {
        return new TeamsAdapter();
    }
}
