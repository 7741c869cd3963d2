package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.http.RowByRow;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.Principal;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.Invitation.Inviter;
import dev.guildhall.membership.InvitationDelivery;
import dev.guildhall.membership.InvitationMail;
import dev.guildhall.membership.InvitationTarget;
import dev.guildhall.membership.Invitations;
import dev.guildhall.membership.Invitations.AcceptResult;
import dev.guildhall.membership.Invitations.CreateResult;
import dev.guildhall.membership.Invitations.Invited;
import dev.guildhall.membership.Invitations.Place;
import dev.guildhall.membership.Invitations.Preview;
import dev.guildhall.membership.NewInvitation;
import dev.guildhall.membership.TeamId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

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
        bind(operations, "", NewInvitation::of, request -> InvitationTarget.of(request.workspace()));
        bind(operations, "Organization", NewInvitation::of, request -> InvitationTarget.of(request.organization()));
        bind(
                operations,
                "Team",
                NewInvitation::intoTeam,
                request -> InvitationTarget.of(request.organization(), new TeamId(request.pathId("teamId"))));
        operations
                .on("createInvitations", BodyReader.AS_IT_IS, this::createEach)
                .on("listMyInvitations", this::mine)
                .on("previewInvitation", BodyReader.AS_IT_IS, this::preview)
                .on("acceptInvitation", InvitationAnswer::accepting, this::accept)
                .on("declineInvitation", BodyReader.of(InvitationAnswer::declining), this::decline)
                .on("invitationPage", request -> page.html())
                .on("invitationScript", request -> page.script());
    }

    /** The operations of those who invite to one kind of what people are invited to. */
    private void bind(
            Operations operations,
            String kind,
            Function<JsonObject, NewInvitation> read,
            Function<ApiRequest, InvitationTarget> target) {
        operations
                .on(
                        "create" + kind + "Invitation",
                        BodyReader.of(read::apply),
                        (request, wanted) -> create(request, target.apply(request), wanted))
                .on("list" + kind + "Invitations", request -> list(request, target.apply(request)))
                .on("get" + kind + "Invitation", request -> get(request, target.apply(request)))
                .on("revoke" + kind + "Invitation", request -> revoke(request, target.apply(request)))
                .on(
                        "resend" + kind + "Invitation",
                        BodyReader.of(Resending::of),
                        (request, wanted) -> resend(request, target.apply(request), wanted));
    }

    private Future<ApiResponse> create(ApiRequest request, InvitationTarget target, NewInvitation wanted) {
        return invitations.invite(request.authentication(), target, wanted).map(issued -> {
            var path = path(target) + "/invitations/" + issued.invitation().id();
            return secret(ApiResponse.created(path, json(issued)), issued);
        });
    }

    private Future<ApiResponse> createEach(ApiRequest request, JsonObject body) {
        var target = InvitationTarget.of(request.workspace());
        return RowByRow.run(
                        body.getJsonArray("invitations").stream()
                                .map(JsonObject.class::cast)
                                .toList(),
                        201,
                        row -> invitations
                                .invite(request.authentication(), target, NewInvitation.of(row))
                                .map(InvitationsApi::json))
                .map(response -> response.withHeader("Cache-Control", "no-store"));
    }

    private static String path(InvitationTarget target) {
        var tenant =
                "/api/" + target.tenant().publishedAs() + "s/" + target.tenant().value();
        return target.team().map(team -> tenant + "/teams/" + team).orElse(tenant);
    }

    private Future<ApiResponse> list(ApiRequest request, InvitationTarget target) {
        return invitations
                .list(request.authentication(), target, PageRequest.of(invitations.fields(), request))
                .map(page -> page.answer(InvitationsApi::json));
    }

    private Future<ApiResponse> get(ApiRequest request, InvitationTarget target) {
        return invitations
                .get(request.authentication(), target, request.pathId("invitationId"))
                .map(found -> ApiResponse.ok(json(found)).withRevision(found.revision()));
    }

    private Future<ApiResponse> revoke(ApiRequest request, InvitationTarget target) {
        return invitations
                .revoke(request.authentication(), target, request.pathId("invitationId"), request.ifMatch())
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

    private Future<ApiResponse> resend(ApiRequest request, InvitationTarget target, Resending wanted) {
        return invitations
                .resend(
                        request.authentication(),
                        target,
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
                .map(by -> invitations.accept(by, said.reference()))
                .orElseGet(() -> acceptAsNewPerson(said, request.origin()))
                .map(joined -> ApiResponse.ok(json(joined)));
    }

    private Future<ApiResponse> preview(ApiRequest request, JsonObject body) {
        return invitations
                .preview(body.getString("token"), request.origin())
                .map(shown -> ApiResponse.ok(json(shown)).withHeader("Cache-Control", "no-store"));
    }

    private static JsonObject json(Preview shown) {
        var invitation = shown.invitation();
        var kind = invitation.target().team().isPresent()
                ? "team"
                : invitation.target().tenant().publishedAs();
        return new JsonObject()
                .put("kind", kind.toUpperCase(Locale.ROOT))
                .put("name", shown.place().name())
                .put("role", invitation.roleName())
                .put("invitedBy", invitation.inviter().map(Inviter::name).orElse(null))
                .put("email", invitation.email().orElse(null))
                .put("expiresAt", invitation.expiresAt().toString())
                .put("answer", shown.needsNewAccount() ? "SIGN_UP" : "SIGN_IN");
    }

    private Future<AcceptResult> acceptAsNewPerson(InvitationAnswer said, Origin origin) {
        var person = said.person().orElseThrow(InvitationsApi::signIn);
        return invitations.accept(said.token().orElseThrow(), person, origin);
    }

    private Future<ApiResponse> decline(ApiRequest request, InvitationAnswer said) {
        var reference = said.reference();
        return request.optionalAuthentication()
                .map(by -> invitations.decline(by, reference))
                .orElseGet(() ->
                        invitations.decline(reference.token().orElseThrow(InvitationsApi::signIn), request.origin()))
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
        var secret = issued.invitation().email().isPresent() ? "token" : "code";
        issued.link().ifPresent(link -> json.put(secret, link.token()).put("url", link.url()));
        return json;
    }

    private static JsonObject json(Invitation invitation) {
        return common(invitation)
                .put("email", invitation.email().orElse(null))
                .put("state", invitation.state().name())
                .put("delivery", invitation.delivery().name())
                .put("mail", invitation.mail().map(InvitationsApi::json).orElse(null))
                .put("updatedAt", invitation.updatedAt().toString())
                .put("closedAt", invitation.closedAt().map(Instant::toString).orElse(null));
    }

    private static JsonObject json(InvitationMail mail) {
        return new JsonObject()
                .put("state", mail.state().name())
                .put("changedAt", mail.changedAt().toString())
                .put("reason", mail.reason().orElse(null));
    }

    private static JsonObject json(Invited invited) {
        return named(common(invited.invitation()), invited.place());
    }

    private static JsonObject common(Invitation invitation) {
        return identified(new JsonObject().put("id", invitation.id().toString()), invitation.target())
                .put("role", invitation.roleName())
                .put("roleId", invitation.roleId())
                .put("invitedBy", invitation.inviter().map(InvitationsApi::json).orElse(null))
                .put("createdAt", invitation.createdAt().toString())
                .put("sentAt", invitation.issuedAt().toString())
                .put("expiresAt", invitation.expiresAt().toString());
    }

    private static JsonObject json(Inviter inviter) {
        return inviter.principal() instanceof Principal.App app
                ? new JsonObject().put("appId", app.id().toString()).put("name", inviter.name())
                : new JsonObject()
                        .put(
                                "userId",
                                ((Principal.User) inviter.principal()).id().toString())
                        .put("fullName", inviter.name());
    }

    private static JsonObject json(AcceptResult joined) {
        var member = joined.member();
        return named(identified(new JsonObject(), joined.place().target()), joined.place())
                .put("userId", member.user().toString())
                .put("email", member.email())
                .put("emailVerified", member.emailVerified())
                .put("fullName", member.fullName())
                .put("role", member.role())
                .put("joinedAt", member.joinedAt().toString());
    }

    private static JsonObject identified(JsonObject json, InvitationTarget target) {
        target.team().ifPresent(team -> json.put("teamId", team.toString()));
        return json.put(
                target.tenant().publishedAs() + "Id", target.tenant().value().toString());
    }

    private static JsonObject named(JsonObject json, Place place) {
        place.key().ifPresent(key -> json.put("workspaceKey", key));
        var kind = place.target().team().isPresent()
                ? "team"
                : place.target().tenant().publishedAs();
        return json.put(kind + "Name", place.name());
    }
}
