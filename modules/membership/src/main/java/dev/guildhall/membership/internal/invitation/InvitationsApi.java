package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.Answer;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.Call;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.security.Actor;
import dev.guildhall.core.security.Origin;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.Invitations;
import dev.guildhall.membership.Invitations.Claim;
import dev.guildhall.membership.Invitations.Invited;
import dev.guildhall.membership.Invitations.Issued;
import dev.guildhall.membership.Invitations.Joined;
import dev.guildhall.membership.Invitations.NewPerson;
import dev.guildhall.membership.NewInvitation;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Stream;

/** The operations on invitations, of those who invite and of those who are invited. */
final class InvitationsApi implements Api {

    private final Invitations invitations;
    private final InvitationPage page;
    private final TokenThrottle throttle = new TokenThrottle();

    InvitationsApi(Invitations invitations, InvitationPage page) {
        this.invitations = invitations;
        this.page = page;
    }

    @Override
    public String contract() {
        return "openapi/invitations.yaml";
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createInvitation", NewInvitation::of, this::create)
                .on("listInvitations", this::list)
                .on("getInvitation", this::get)
                .on("revokeInvitation", this::revoke)
                .on("resendInvitation", this::resend)
                .on("listMyInvitations", this::mine)
                .on("acceptInvitation", this::accept)
                .on("declineInvitation", this::decline)
                .on("invitationPage", call -> page.html())
                .on("invitationScript", call -> page.script());
    }

    private Future<Answer> create(Call call) {
        var request = NewInvitation.of(call.body());
        return invitations.invite(call.actor(), call.workspace(), request).map(issued -> {
            var path = "/api/workspaces/" + call.workspace() + "/invitations/"
                    + issued.invitation().id();
            return secret(Answer.created(path, json(issued)), issued);
        });
    }

    private Future<Answer> list(Call call) {
        return invitations
                .list(call.workspace(), PageRequest.of(invitations.fields(), call))
                .map(page -> page.answer(InvitationsApi::json));
    }

    private Future<Answer> get(Call call) {
        return invitations
                .get(call.workspace(), call.pathId("invitationId"))
                .map(found -> Answer.ok(json(found)).withRevision(found.revision()));
    }

    private Future<Answer> revoke(Call call) {
        return invitations
                .revoke(call.actor(), call.workspace(), call.pathId("invitationId"), call.ifMatch())
                .map(revoked -> Answer.noContent());
    }

    private Future<Answer> resend(Call call) {
        var body = call.body();
        return invitations
                .resend(
                        call.actor(),
                        call.workspace(),
                        call.pathId("invitationId"),
                        NewInvitation.lifeOf(body),
                        NewInvitation.deliveryOf(body))
                .map(issued -> secret(Answer.ok(json(issued)), issued));
    }

    private Future<Answer> mine(Call call) {
        return invitations
                .mine(call.actor(), PageRequest.of(invitations.fieldsOfMine(), call))
                .map(page -> page.answer(InvitationsApi::json));
    }

    private Future<Answer> accept(Call call) {
        var body = call.body();
        return call.optionalActor()
                .map(actor -> accept(actor, body))
                .orElseGet(() -> throttle.guard(call.remoteAddress(), () -> acceptAsNewPerson(body, call.origin())))
                .map(joined -> Answer.ok(json(joined)));
    }

    private Future<Joined> accept(Actor actor, JsonObject body) {
        if (body.containsKey("fullName") || body.containsKey("password")) {
            throw CommonError.REQUEST_INVALID.onField(
                    body.containsKey("fullName") ? "fullName" : "password",
                    "You are signed in; fullName and password are for those who have no account yet.");
        }
        return invitations.accept(actor, claim(body));
    }

    private Future<Joined> acceptAsNewPerson(JsonObject body, Origin origin) {
        if (!body.containsKey("fullName") && !body.containsKey("password")) {
            throw signIn();
        }
        var missing = new ArrayList<Problem.Detail>();
        Stream.of("token", "fullName", "password")
                .filter(field -> !body.containsKey(field))
                .forEach(field -> missing.add(
                        new Problem.Detail(field, field + " is needed, too, to accept without an account")));
        if (!missing.isEmpty()) {
            throw CommonError.REQUEST_INVALID
                    .because("Without an account, accept with token, fullName and password.")
                    .withDetails(missing);
        }
        if (body.containsKey("invitationId")) {
            throw eitherOr();
        }
        return invitations.accept(
                body.getString("token"), new NewPerson(body.getString("fullName"), body.getString("password")), origin);
    }

    private Future<Answer> decline(Call call) {
        var claim = claim(call.body());
        return call.optionalActor()
                .map(actor -> invitations.decline(actor, claim))
                .orElseGet(() -> throttle.guard(
                        call.remoteAddress(),
                        () -> invitations.decline(claim.token().orElseThrow(InvitationsApi::signIn), call.origin())))
                .map(declined -> Answer.noContent());
    }

    private static Claim claim(JsonObject body) {
        var token = Optional.ofNullable(body.getString("token"));
        var id = Optional.ofNullable(body.getString("invitationId")).map(text -> Ids.parse("invitationId", text));
        if (token.isPresent() == id.isPresent()) {
            throw eitherOr();
        }
        return new Claim(token, id);
    }

    private static Problem eitherOr() {
        return CommonError.REQUEST_INVALID.onField("token", "give either token or invitationId");
    }

    private static Problem signIn() {
        return CommonError.AUTH_REQUIRED.because("Sign in to answer an invitation, or, without an account, send token,"
                + " fullName and password to accept it.");
    }

    private static Answer secret(Answer answer, Issued issued) {
        var tagged = answer.withRevision(issued.invitation().revision());
        return issued.link().isPresent() ? tagged.withHeader("Cache-Control", "no-store") : tagged;
    }

    private static JsonObject json(Issued issued) {
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

    private static JsonObject json(Joined joined) {
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
