package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.security.Origin;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.InvitationDelivery;
import dev.guildhall.membership.Invitations;
import dev.guildhall.membership.Invitations.AcceptResult;
import dev.guildhall.membership.Invitations.CreateResult;
import dev.guildhall.membership.Invitations.Invited;
import dev.guildhall.membership.NewInvitation;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The operations on invitations, of those who invite and of those who are invited. */
final class InvitationsApi implements Api {

    private final Invitations invitations;
    private final InvitationPage page;

    InvitationsApi(Invitations invitations, InvitationPage page) {
        this.invitations = invitations;
        this.page = page;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createInvitation", BodyReader.of(NewInvitation::of), this::create)
                .on("listInvitations", this::list)
                .on("getInvitation", this::get)
                .on("revokeInvitation", this::revoke)
                .on("resendInvitation", BodyReader.of(Resending::of), this::resend)
                .on("listMyInvitations", this::mine)
                .on("acceptInvitation", InvitationAnswer::accepting, this::accept)
                .on("declineInvitation", BodyReader.of(InvitationAnswer::declining), this::decline)
                .on("invitationPage", request -> page.html())
                .on("invitationScript", request -> page.script());
    }

    private Future<ApiResponse> create(ApiRequest call, NewInvitation request) {
        return invitations
                .invite(call.authentication(), call.workspace(), request)
                .map(issued -> {
                    var path = "/api/workspaces/" + call.workspace() + "/invitations/"
                            + issued.invitation().id();
                    return secret(ApiResponse.created(path, json(issued)), issued);
                });
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return invitations
                .list(request.workspace(), PageRequest.of(invitations.fields(), request))
                .map(page -> page.answer(InvitationsApi::json));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return invitations
                .get(request.workspace(), request.pathId("invitationId"))
                .map(found -> ApiResponse.ok(json(found)).withRevision(found.revision()));
    }

    private Future<ApiResponse> revoke(ApiRequest request) {
        return invitations
                .revoke(
                        request.authentication(),
                        request.workspace(),
                        request.pathId("invitationId"),
                        request.ifMatch())
                .map(revoked -> ApiResponse.noContent());
    }

    private record Resending(Optional<Duration> life, Optional<InvitationDelivery> delivery) {

        static Resending of(JsonObject body) {
            var faults = new Faults();
            var life = faults.read(() -> NewInvitation.lifeOf(body));
            var delivery = faults.read(() -> NewInvitation.deliveryOf(body));
            faults.refuse();
            return new Resending(life.orElseThrow(), delivery.orElseThrow());
        }
    }

    private Future<ApiResponse> resend(ApiRequest request, Resending wanted) {
        return invitations
                .resend(
                        request.authentication(),
                        request.workspace(),
                        request.pathId("invitationId"),
                        wanted.life(),
                        wanted.delivery())
                .map(issued -> secret(ApiResponse.ok(json(issued)), issued));
    }

    private Future<ApiResponse> mine(ApiRequest request) {
        return invitations
                .mine(request.authentication(), PageRequest.of(invitations.fieldsOfMine(), request))
                .map(page -> page.answer(InvitationsApi::json));
    }

    private Future<ApiResponse> accept(ApiRequest request, InvitationAnswer said) {
        return request.optionalAuthentication()
                .map(actor -> invitations.accept(actor, said.claim()))
                .orElseGet(() -> acceptAsNewPerson(said, request.origin()))
                .map(joined -> ApiResponse.ok(json(joined)));
    }

    private Future<AcceptResult> acceptAsNewPerson(InvitationAnswer said, Origin origin) {
        var person = said.person().orElseThrow(InvitationsApi::signIn);
        return invitations.accept(said.token().orElseThrow(), person, origin);
    }

    private Future<ApiResponse> decline(ApiRequest request, InvitationAnswer said) {
        var claim = said.claim();
        return request.optionalAuthentication()
                .map(actor -> invitations.decline(actor, claim))
                .orElseGet(
                        () -> invitations.decline(claim.token().orElseThrow(InvitationsApi::signIn), request.origin()))
                .map(declined -> ApiResponse.noContent());
    }

    private static Problem signIn() {
        return CommonError.AUTH_REQUIRED.because("Sign in to answer an invitation, or, without an account, send token,"
                + " fullName and password to accept it.");
    }

    private static ApiResponse secret(ApiResponse response, CreateResult issued) {
        var tagged = response.withRevision(issued.invitation().revision());
        return issued.link().isPresent() ? tagged.withHeader("Cache-Control", "no-store") : tagged;
    }

    private static JsonObject json(CreateResult issued) {
        var json = json(issued.invitation());
        issued.link().ifPresent(link -> json.put("token", link.token()).put("url", link.url()));
        return json;
    }

    private static JsonObject json(Invitation invitation) {
        return common(invitation)
                .put("email", invitation.email())
                .put("state", invitation.state().name())
                .put("delivery", invitation.delivery().name())
                .put("updatedAt", invitation.updatedAt().toString())
                .put("closedAt", invitation.closedAt().map(Instant::toString).orElse(null));
    }

    private static JsonObject json(Invited invited) {
        var workspace = invited.workspace();
        return common(invited.invitation()).put("workspaceKey", workspace.key()).put("workspaceName", workspace.name());
    }

    private static JsonObject common(Invitation invitation) {
        return new JsonObject()
                .put("id", invitation.id().toString())
                .put("workspaceId", invitation.workspace().toString())
                .put("role", invitation.roleName())
                .put("roleId", invitation.roleId())
                .put(
                        "invitedBy",
                        invitation
                                .inviter()
                                .map(inviter -> new JsonObject()
                                        .put("userId", inviter.id().toString())
                                        .put("fullName", inviter.fullName()))
                                .orElse(null))
                .put("createdAt", invitation.createdAt().toString())
                .put("sentAt", invitation.issuedAt().toString())
                .put("expiresAt", invitation.expiresAt().toString());
    }

    private static JsonObject json(AcceptResult joined) {
        var member = joined.member();
        return new JsonObject()
                .put("workspaceId", joined.workspace().id().toString())
                .put("workspaceKey", joined.workspace().key())
                .put("workspaceName", joined.workspace().name())
                .put("userId", member.user().toString())
                .put("email", member.email())
                .put("emailVerified", member.emailVerified())
                .put("fullName", member.fullName())
                .put("role", member.role().name())
                .put("joinedAt", member.joinedAt().toString());
    }
}
