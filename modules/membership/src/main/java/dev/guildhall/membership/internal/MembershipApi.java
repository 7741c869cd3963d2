package dev.guildhall.membership.internal;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.http.RowByRow;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.Member;
import dev.guildhall.membership.MemberInput;
import dev.guildhall.membership.Members;
import dev.guildhall.membership.RoleScope;
import dev.guildhall.membership.WorkspaceUser;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The operations on members. */
public final class MembershipApi implements Api {

    private final Members members;

    public MembershipApi(Members members) {
        this.members = members;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("putMember", BodyReader.of(MemberInput::of), this::put)
                .on("putMembers", BodyReader.AS_IT_IS, this::putEach)
                .on("listMembers", this::list)
                .on("getMember", this::get)
                .on("changeMemberRole", BodyReader.of(MemberInput::of), this::change)
                .on("removeMember", this::remove)
                .on("transferWorkspace", BodyReader.of(MemberInput::of), this::transfer)
                .on("leaveWorkspace", this::leave);
    }

    private Future<ApiResponse> put(ApiRequest request, MemberInput input) {
        return members.put(request.authentication(), request.workspace(), input).map(MembershipApi::answer);
    }

    private Future<ApiResponse> putEach(ApiRequest request, JsonObject body) {
        return RowByRow.run(
                body.getJsonArray("members").stream()
                        .map(JsonObject.class::cast)
                        .toList(),
                200,
                row -> members.put(request.authentication(), request.workspace(), MemberInput.of(row))
                        .map(MembershipApi::json));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return members.users(request.workspace(), PageRequest.of(Members.USERS_BY_SCOPE, request))
                .map(found -> found.answer(MembershipApi::json));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        var user = request.pathUser("userId");
        return members.find(request.workspace(), user)
                .map(found -> answer(found.orElseThrow(() -> Members.notAMember(user))));
    }

    private Future<ApiResponse> change(ApiRequest request, MemberInput input) {
        return members.change(
                        request.authentication(),
                        request.workspace(),
                        request.pathUser("userId"),
                        input,
                        request.ifMatch())
                .map(MembershipApi::answer);
    }

    private Future<ApiResponse> remove(ApiRequest request) {
        return members.remove(
                        request.authentication(), request.workspace(), request.pathUser("userId"), request.ifMatch())
                .map(removed -> ApiResponse.noContent());
    }

    private Future<ApiResponse> transfer(ApiRequest request, MemberInput input) {
        var successor = input.user();
        return members.transfer(request.authentication(), request.workspace(), successor)
                .map(done -> ApiResponse.ok(new JsonObject().put("ownerId", successor.toString())));
    }

    private Future<ApiResponse> leave(ApiRequest request) {
        return members.remove(
                        request.authentication(),
                        request.workspace(),
                        request.authentication().user(),
                        request.ifMatch())
                .map(left -> ApiResponse.noContent());
    }

    static JsonObject json(Member member) {
        return PersonJson.of(member)
                .put("role", member.role().name())
                .put("roleScope", RoleScope.WORKSPACE.name())
                .mergeIn(member.annotations().toJson())
                .put("joinedAt", member.joinedAt().toString());
    }

    private static JsonObject json(WorkspaceUser user) {
        var first = user.roles().get(0);
        var roles = new JsonArray();
        user.roles()
                .forEach(held -> roles.add(new JsonObject()
                        .put("role", held.name())
                        .put("roleScope", held.scope().name())));
        return PersonJson.of(user)
                .put("role", first.name())
                .put("roleScope", first.scope().name())
                .put("roles", roles)
                .mergeIn(user.annotations().toJson())
                .put("joinedAt", user.joinedAt().toString());
    }

    private static ApiResponse answer(Member member) {
        return ApiResponse.ok(json(member)).withRevision(member.revision());
    }
}
