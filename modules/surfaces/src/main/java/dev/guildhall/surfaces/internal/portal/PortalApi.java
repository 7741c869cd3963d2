package dev.guildhall.surfaces.internal.portal;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.http.SurfaceAdapter;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.identity.UserWorkspaces.UserWorkspace;
import dev.guildhall.identity.Users;
import dev.guildhall.membership.InvitationTarget;
import dev.guildhall.membership.Invitations;
import dev.guildhall.membership.MemberInput;
import dev.guildhall.membership.Members;
import dev.guildhall.membership.NewInvitation;
import dev.guildhall.membership.RoleAdministration;
import dev.guildhall.membership.RoleInput;
import dev.guildhall.membership.Roles;
import dev.guildhall.tenancy.NewWorkspace;
import dev.guildhall.tenancy.WorkspaceAdministration;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** The operations of the Portal surface. */
public final class PortalApi implements Api {

    public static final String PREFIX = "/web/v1";
    public static final String CONTRACT = "openapi/portal.yaml";

    /** What the operations call. */
    public record Behind(
            Workspaces workspaces,
            WorkspaceAdministration administration,
            Members members,
            Roles roles,
            RoleAdministration roleAdministration,
            Invitations invitations,
            Users users,
            UserWorkspaces userWorkspaces) {}

    private final Behind behind;
    private final ChannelKey key;

    public PortalApi(Behind behind, ChannelKey key) {
        this.behind = behind;
        this.key = key;
    }

    /** How this surface speaks. */
    public static SurfaceAdapter adapter(PortalGateways gateways, ChannelKey key) {
        return new PortalAdapter(gateways, key);
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("getSecureChannelKey", request -> key.published().map(PortalEnvelope::shown))
                .on("listMine", this::listMine)
                .on("setDefault", BodyReader.AS_IT_IS, this::setDefault)
                .on("leave", BodyReader.AS_IT_IS, this::leave)
                .on("createOwn", BodyReader.of(PortalApi::ownWorkspace), this::createOwn)
                .on("listRoles", this::listRoles)
                .on("createRole", BodyReader.laterOfRequest(behind.roleAdministration()::read), this::createRole)
                .on("createInvitation", BodyReader.of(NewInvitation::of), this::createInvitation)
                .on("changeRole", BodyReader.of(MemberInput::of), this::changeRole);
    }

    private Future<ApiResponse> listMine(ApiRequest request) {
        var user = request.authentication().user();
        var byDefault = behind.users().defaultWorkspace(user);
        var mine = behind.userWorkspaces().of(user);
        return Future.all(byDefault, mine)
                .compose(both -> described(mine.result(), byDefault.result()))
                .map(found -> PortalEnvelope.shown(array(found, Function.identity())));
    }

    private Future<List<JsonObject>> described(List<UserWorkspace> mine, Optional<WorkspaceId> byDefault) {
        var found = mine.stream()
                .map(of -> behind.workspaces()
                        .find(of.id())
                        .map(present -> present.map(workspace -> PortalJson.workspace(workspace, of, byDefault))
                                .orElse(null)))
                .toList();
        return Future.all(found)
                .map(done -> found.stream()
                        .map(Future::result)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private Future<ApiResponse> setDefault(ApiRequest request, JsonObject nothing) {
        return behind.users()
                .setDefaultWorkspace(request.authentication().user(), request.workspace())
                .map(set -> PortalEnvelope.ok(null));
    }

    private Future<ApiResponse> leave(ApiRequest request, JsonObject nothing) {
        return behind.members()
                .remove(
                        request.authentication(),
                        request.workspace(),
                        request.authentication().user(),
                        IfMatch.ANY)
                .map(left -> PortalEnvelope.ok(null));
    }

    private Future<ApiResponse> createOwn(ApiRequest request, NewWorkspace wanted) {
        return behind.administration()
                .createOwn(request.authentication(), wanted)
                .map(workspace -> PortalEnvelope.created(PortalJson.workspace(workspace)));
    }

    /** From {@code {workspaceName, workspaceTimezone?}}. */
    private static NewWorkspace ownWorkspace(JsonObject body) {
        return NewWorkspace.of(
                body, field -> "workspace" + field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1));
    }

    private Future<ApiResponse> listRoles(ApiRequest request) {
        return behind.roles()
                .all(request.workspace())
                .map(roles -> PortalEnvelope.shown(array(roles, PortalJson::role)));
    }

    private Future<ApiResponse> createRole(ApiRequest request, RoleInput input) {
        return behind.roleAdministration()
                .create(request.authentication(), request.workspace(), input)
                .map(role -> PortalEnvelope.created(PortalJson.role(role)));
    }

    private Future<ApiResponse> createInvitation(ApiRequest request, NewInvitation wanted) {
        return behind.invitations()
                .invite(request.authentication(), InvitationTarget.of(request.workspace()), wanted)
                .map(issued -> PortalEnvelope.created(PortalJson.invitation(issued.invitation())));
    }

    private Future<ApiResponse> changeRole(ApiRequest request, MemberInput input) {
        return behind.members()
                .change(request.authentication(), request.workspace(), input.user(), input, IfMatch.ANY)
                .map(member -> PortalEnvelope.ok(PortalJson.member(member)));
    }

    private static <T> JsonArray array(List<T> items, Function<T, JsonObject> mapping) {
        return new JsonArray(items.stream().map(mapping).toList());
    }
}
