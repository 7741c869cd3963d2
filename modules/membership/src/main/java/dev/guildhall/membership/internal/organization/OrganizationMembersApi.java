package dev.guildhall.membership.internal.organization;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.UserId;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.OrganizationMember;
import dev.guildhall.membership.OrganizationMemberInput;
import dev.guildhall.membership.OrganizationMembers;
import dev.guildhall.membership.internal.PersonJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** The operations on members of organizations. */
public final class OrganizationMembersApi implements Api {

    private final OrganizationMembers members;

    public OrganizationMembersApi(OrganizationMembers members) {
        this.members = members;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("putOrganizationMember", BodyReader.of(OrganizationMemberInput::of), this::put)
                .on("listOrganizationMembers", this::list)
                .on("getOrganizationMember", this::get)
                .on("changeOrganizationMemberRole", BodyReader.of(OrganizationMemberInput::of), this::change)
                .on("removeOrganizationMember", this::remove)
                .on(
                        "transferOrganization",
                        BodyReader.of(body -> UserId.parse("userId", body.getString("userId"))),
                        this::transfer)
                .on("leaveOrganization", this::leave);
    }

    private Future<ApiResponse> put(ApiRequest request, OrganizationMemberInput wanted) {
        return members.put(request.authentication(), request.organization(), wanted)
                .map(OrganizationMembersApi::answer);
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return members.list(request.organization(), PageRequest.of(OrganizationMembers.LIST, request))
                .map(found -> found.answer(OrganizationMembersApi::json));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return members.get(request.organization(), request.pathUser("userId")).map(OrganizationMembersApi::answer);
    }

    private Future<ApiResponse> change(ApiRequest request, OrganizationMemberInput wanted) {
        return members.change(
                        request.authentication(),
                        request.organization(),
                        request.pathUser("userId"),
                        wanted,
                        request.ifMatch())
                .map(OrganizationMembersApi::answer);
    }

    private Future<ApiResponse> remove(ApiRequest request) {
        return members.remove(
                        request.authentication(), request.organization(), request.pathUser("userId"), request.ifMatch())
                .map(removed -> ApiResponse.noContent());
    }

    private Future<ApiResponse> transfer(ApiRequest request, UserId successor) {
        return members.transfer(request.authentication(), request.organization(), successor)
                .map(done -> ApiResponse.ok(new JsonObject().put("ownerId", successor.toString())));
    }

    private Future<ApiResponse> leave(ApiRequest request) {
        return members.remove(
                        request.authentication(),
                        request.organization(),
                        request.authentication().user(),
                        request.ifMatch())
                .map(left -> ApiResponse.noContent());
    }

    private static JsonObject json(OrganizationMember member) {
        return PersonJson.of(member)
                .put("role", member.role().name())
                .mergeIn(member.annotations().toJson())
                .put("joinedAt", member.joinedAt().toString())
                .put("suspendedAt", member.suspendedAt().map(Instant::toString).orElse(null));
    }

    private static ApiResponse answer(OrganizationMember member) {
        return ApiResponse.ok(json(member)).withRevision(member.revision());
    }
}
