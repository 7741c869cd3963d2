package dev.guildhall.surfaces.internal.aip;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyOperation;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operation;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.http.SurfaceAdapter;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.PageQuery;
import dev.guildhall.list.PageQuery.Names;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.InvitationTarget;
import dev.guildhall.membership.Invitations;
import dev.guildhall.membership.Members;
import dev.guildhall.membership.Roles;
import dev.guildhall.membership.WorkspaceUser;
import dev.guildhall.tenancy.NewWorkspace;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.WorkspaceAdministration;
import dev.guildhall.tenancy.WorkspaceChange;
import dev.guildhall.tenancy.WorkspaceProfile;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The operations of the Organizations surface. */
public final class AipApi implements Api {

    public static final String PREFIX = "/api/v1";
    public static final String CONTRACT = "openapi/aip.yaml";

    private static final String ORGANIZATION = "organization_id";

    private static final ListFields<WorkspaceProfile> WORKSPACES = Workspaces.LIST_OF_ORGANIZATION.renamed(
            Map.of("title", "name", "create_time", "createdAt", "update_time", "updatedAt"));

    private static final ListFields<WorkspaceUser> USERS = Members.USERS.renamed(Map.of(
            "role", "role",
            "role_scope", "roleScope",
            "search", "search",
            "display_name", "fullName",
            "email", "email",
            "created_time", "joinedAt",
            "updated_time", "updatedAt"));

    private static final Map<String, String> CALLED = Map.of(
            "name", "title",
            "icon", "workspace_icon",
            "iconColor", "workspace_icon_color",
            "supportTeamAccess", "support_team_access");

    private static final List<String> WRITABLE = List.of("title", "workspace_icon", "workspace_icon_color");
    private static final List<String> READ_ONLY =
            List.of("name", "create_time", "update_time", "creator_display_name", "creator_email");

    /** What the operations call. */
    public record Behind(
            Workspaces workspaces,
            WorkspaceAdministration administration,
            Members members,
            Roles roles,
            Invitations invitations,
            Authorizer authorizer) {}

    private final Behind behind;

    public AipApi(Behind behind) {
        this.behind = behind;
    }

    /** How this surface speaks. */
    public static SurfaceAdapter adapter() {
        return new AipAdapter();
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listWorkspaces", this::listWorkspaces)
                .on("createWorkspace", BodyReader.of(AipApi::newWorkspace), this::createWorkspace)
                .on("countWorkspaceUsers", BodyReader.of(AipApi::workspaceIds), this::countUsers)
                .on("getWorkspace", within(this::getWorkspace))
                .on("updateWorkspace", BodyReader.ofRequest(AipApi::workspaceChange), within(this::updateWorkspace))
                .on("deleteWorkspace", within(this::deleteWorkspace))
                .on("getWorkspacePreferences", within(this::getPreferences))
                .on(
                        "updateWorkspacePreferences",
                        BodyReader.ofRequest(AipApi::preferencesChange),
                        within(this::updatePreferences))
                .on("listWorkspaceUsers", within(this::listUsers))
                .on("listWorkspaceRoles", within(this::listRoles))
                .on("listWorkspaceUserInvites", within(this::listInvites))
                .on("listCurrentUserOrganizationWorkspaces", this::listMine);
    }

    private interface InWorkspace {
        Future<ApiResponse> handle(ApiRequest request, Workspace workspace);
    }

    private interface BodyInWorkspace<T> {
        Future<ApiResponse> handle(ApiRequest request, Workspace workspace, T body);
    }

    private Operation within(InWorkspace operation) {
        return request -> workspace(request).compose(workspace -> operation.handle(request, workspace));
    }

    private <T> BodyOperation<T> within(BodyInWorkspace<T> operation) {
        return (request, body) -> workspace(request).compose(workspace -> operation.handle(request, workspace, body));
    }

    /** The workspace of the path, to which access was decided, if it is of the organization of the path. */
    private Future<Workspace> workspace(ApiRequest request) {
        var organization = organization(request);
        return behind.workspaces()
                .find(request.workspace())
                .map(found -> found.filter(workspace -> workspace
                                .organization()
                                .filter(organization::equals)
                                .isPresent())
                        .orElseThrow(Workspaces::notFound));
    }

    private static OrganizationId organization(ApiRequest request) {
        return OrganizationId.parse(ORGANIZATION, request.path(ORGANIZATION));
    }

    private Future<ApiResponse> listWorkspaces(ApiRequest request) {
        var page = page(WORKSPACES, request);
        return behind.authorizer()
                .workspacesOf(request.authentication(), request.organization())
                .compose(visible -> behind.workspaces().list(request.organization(), visible, page))
                .map(found -> ApiResponse.plain(AipJson.list("workspaces", found, AipJson::workspace)));
    }

    private Future<ApiResponse> listMine(ApiRequest request) {
        var mine = behind.authorizer().ownWorkspacesOf(request.authentication());
        return behind.workspaces()
                .list(organization(request), mine, page(WORKSPACES, request))
                .map(found -> ApiResponse.plain(AipJson.list("workspaces", found, AipJson::workspace)));
    }

    private static NewWorkspace newWorkspace(JsonObject body) {
        return NewWorkspace.of(body, AipApi::called);
    }

    private Future<ApiResponse> createWorkspace(ApiRequest request, NewWorkspace wanted) {
        return behind.administration()
                .create(request.authentication(), wanted.in(request.organization()))
                .compose(this::answer);
    }

    private Future<ApiResponse> getWorkspace(ApiRequest request, Workspace workspace) {
        return answer(workspace);
    }

    private static UnaryOperator<Workspace> workspaceChange(ApiRequest request, JsonObject body) {
        return WorkspaceChange.preferences(UpdateMask.apply(request, body, WRITABLE, READ_ONLY), AipApi::called);
    }

    private Future<ApiResponse> updateWorkspace(
            ApiRequest request, Workspace workspace, UnaryOperator<Workspace> change) {
        return behind.administration()
                .change(request.authentication(), workspace.id(), change, request.ifMatch())
                .compose(this::answer);
    }

    private Future<ApiResponse> answer(Workspace workspace) {
        return behind.workspaces()
                .profile(workspace.id())
                .map(profile -> ApiResponse.plain(AipJson.workspace(profile))
                        .withRevision(profile.workspace().revision()));
    }

    private Future<ApiResponse> deleteWorkspace(ApiRequest request, Workspace workspace) {
        return behind.administration()
                .delete(request.authentication(), workspace.id(), request.ifMatch())
                .map(deleted -> ApiResponse.plain(new JsonObject()));
    }

    private Future<ApiResponse> getPreferences(ApiRequest request, Workspace workspace) {
        return Future.succeededFuture(preferences(workspace));
    }

    private static UnaryOperator<Workspace> preferencesChange(ApiRequest request, JsonObject body) {
        var written = UpdateMask.apply(request, body, List.of("support_team_access"), List.of("name"));
        return WorkspaceChange.preferences(written, AipApi::called);
    }

    private Future<ApiResponse> updatePreferences(
            ApiRequest request, Workspace workspace, UnaryOperator<Workspace> change) {
        return behind.administration()
                .change(request.authentication(), workspace.id(), change, request.ifMatch())
                .map(AipApi::preferences);
    }

    private static ApiResponse preferences(Workspace workspace) {
        return ApiResponse.plain(AipJson.preferences(workspace)).withRevision(workspace.revision());
    }

    private static Set<WorkspaceId> workspaceIds(JsonObject body) {
        var faults = new Faults();
        var ids = new LinkedHashSet<WorkspaceId>();
        var sent = body.getJsonArray("workspace_ids", new JsonArray());
        for (var i = 0; i < sent.size(); i++) {
            var field = "workspace_ids." + i;
            var id = sent.getString(i);
            faults.read(() -> WorkspaceId.parse(field, id)).ifPresent(ids::add);
        }
        faults.refuse();
        return ids;
    }

    private Future<ApiResponse> countUsers(ApiRequest request, Set<WorkspaceId> ids) {
        return behind.authorizer()
                .workspacesOf(request.authentication(), request.organization())
                .compose(visible -> behind.workspaces().countUsers(request.organization(), visible, ids))
                .map(counts -> {
                    var listed = new JsonArray();
                    ids.stream()
                            .filter(counts::containsKey)
                            .forEach(id -> listed.add(new JsonObject()
                                    .put("workspace_id", id.toString())
                                    .put("user_count", counts.get(id))));
                    return ApiResponse.plain(new JsonObject().put("workspace_user_counts", listed));
                });
    }

    private Future<ApiResponse> listUsers(ApiRequest request, Workspace workspace) {
        return behind.members()
                .users(workspace.id(), page(USERS, request))
                .map(found -> ApiResponse.plain(AipJson.list("users", found, AipJson::user)));
    }

    private Future<ApiResponse> listRoles(ApiRequest request, Workspace workspace) {
        return behind.roles()
                .list(workspace.id(), page(Roles.LIST, request))
                .map(found -> ApiResponse.plain(AipJson.list("roles", found, role -> AipJson.role(workspace, role))));
    }

    private Future<ApiResponse> listInvites(ApiRequest request, Workspace workspace) {
        return behind.invitations()
                .list(
                        request.authentication(),
                        InvitationTarget.of(workspace.id()),
                        page(behind.invitations().fields(), request))
                .map(found -> ApiResponse.plain(
                        AipJson.list("invitations", found, invitation -> AipJson.invitation(workspace, invitation))));
    }

    private static <T> PageRequest<T> page(ListFields<T> fields, ApiRequest request) {
        return PageRequest.of(fields, PageQuery.read(request::query, Names.SNAKE_CASE));
    }

    private static String called(String field) {
        return CALLED.getOrDefault(field, field);
    }
}
