package dev.guildhall.membership;

import static dev.guildhall.core.security.Authentication.Credential.Kind.ACCESS_TOKEN;
import static dev.guildhall.core.security.Authentication.Credential.Kind.MINTED_TOKEN;
import static dev.guildhall.core.security.Authentication.Credential.Kind.PERSONAL_ACCESS_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.core.security.Scopes;
import dev.guildhall.membership.Invitations.InvitationReference;
import dev.guildhall.tenancy.WorkspacePermissions;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What invited people can do. */
class InvitationRepliesTest extends MembershipTest {

    private static final String ACCEPT = "/api/invitations/accept";
    private static final String DECLINE = "/api/invitations/decline";
    private static final String MINE = "/api/invitations/mine";
    private static final String PASSWORD = "correct horse battery";

    @Test
    void whoeverHasTheInvitedAddressJoinsWithTheToken() {
        var workspace = product.workspace();
        var ada = product.user("Ada");
        var made = invited(workspace, TestProduct.address(ada), "MEMBER");

        var joined = product.as(ada).post(ACCEPT, token(made)).expect(200).data();

        assertThat(joined.getString("workspaceId")).isEqualTo(workspace.id().toString());
        assertThat(joined.getString("workspaceName")).isEqualTo("Made");
        assertThat(joined.getString("userId")).isEqualTo(ada.toString());
        assertThat(joined.getString("role")).isEqualTo("MEMBER");
        product.as(ada).get(workspace.path()).expect(200);
        assertThat(state(workspace, made)).isEqualTo("ACCEPTED");
        assertThat(events(workspace)).contains("invitation.created", "member.added", "invitation.accepted");
        product.as(ada).post(ACCEPT, token(made)).expect(409, "INVITATION.NOT_PENDING");
    }

    @Test
    void aRoleOfTheWorkspacesOwnIsWhatTheyBecome() {
        var workspace = product.workspace();
        workspace.role("Support", "workspace.read", "members.read");
        var ada = product.user("Ada");
        var made = invited(workspace, TestProduct.address(ada), "Support");

        product.as(ada).post(ACCEPT, token(made)).expect(200);

        assertThat(workspace.roleOf(ada)).isEqualTo("Support");
    }

    @Test
    void theLinkLeadsToAPageThatRunsItsOwnScriptOnly() {
        var url = invited(product.workspace(), newAddress(), "VIEWER").getString("url");
        var path = url.substring(PUBLIC_URL.toString().length(), url.indexOf('#'));

        var page = product.asNobody().get(path).expect(200);

        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'", "script-src 'self'");
        assertThat(page.body()).contains("<script src=\"accept.js\" defer></script>");
        assertThat(product.asNobody().get("/invitations/accept.js").expect(200).header("Content-Type"))
                .startsWith("text/javascript");
    }

    @Test
    void anotherAddressIsRefusedWithoutBeingToldWhichIsRight() {
        var workspace = product.workspace();
        var email = newAddress();
        var made = invited(workspace, email, "MEMBER");
        var eve = product.as(product.user("Eve"));

        var refused = eve.post(ACCEPT, token(made)).expect(403, "INVITATION.OTHER_ADDRESS");

        assertThat(refused.body()).doesNotContain(email);
        eve.post(DECLINE, token(made)).expect(403, "INVITATION.OTHER_ADDRESS");
        eve.post(ACCEPT, id(made)).expect(404, "INVITATION.NOT_FOUND");
        assertThat(eve.get(MINE).list()).isEmpty();
        assertThat(state(workspace, made)).isEqualTo("PENDING");
    }

    @Test
    void aNewPersonJoinsWithNameAndPasswordAndIsAUserFromThenOn() {
        var workspace = product.workspace();
        var email = newAddress();
        workspace
                .asOwner()
                .post(invitationsOf(workspace), invitation(email, "VIEWER"))
                .expect(201);
        var token = mailbox.only(email).token();

        var joined =
                product.asNobody().post(ACCEPT, newPerson(token)).expect(200).data();

        assertThat(joined.getString("email")).isEqualTo(email);
        assertThat(joined.getString("fullName")).isEqualTo("Grace Hopper");
        assertThat(joined.getString("role")).isEqualTo("VIEWER");
        var login = new JsonObject().put("email", email).put("password", PASSWORD);
        var signedIn =
                product.asNobody().post("/api/auth/login", login).expect(200).data();
        assertThat(signedIn.getJsonObject("user").getString("id")).isEqualTo(joined.getString("userId"));
        assertThat(signedIn.getJsonObject("user").getJsonArray("roles")).containsExactly("USER");
        product.as(user(joined)).get(workspace.path()).expect(200);
        product.asNobody().post(ACCEPT, newPerson(token)).expect(409, "INVITATION.NOT_PENDING");
    }

    @Test
    void whoHasAnAccountSignsInInsteadOfOpeningAnother() {
        var workspace = product.workspace();
        var ada = product.user("Ada");
        var made = invitedByAdministrator(workspace, TestProduct.address(ada), "MEMBER");

        product.asNobody().post(ACCEPT, newPerson(made.getString("token"))).expect(409, "INVITATION.ACCOUNT_EXISTS");

        product.as(ada).post(ACCEPT, token(made)).expect(200);
    }

    @Test
    void withoutTheTokenNobodyLearnsWhetherAnAddressHasAnAccount() {
        var wrong = newPerson("ghl_inv_" + "A".repeat(43));

        var answer = product.asNobody().post(ACCEPT, wrong).expect(404, "INVITATION.NOT_FOUND");

        assertThat(answer.body()).doesNotContain("account");
    }

    @Test
    void theRulesForNamesAndPasswordsAreThoseOfAccounts() {
        var workspace = product.workspace();
        var made = invitedByAdministrator(workspace, newAddress(), "MEMBER");
        var token = made.getString("token");

        product.asNobody()
                .post(ACCEPT, newPerson(token).put("password", "short"))
                .expect(400, "REQUEST.INVALID");
        product.asNobody().post(ACCEPT, newPerson(token).put("fullName", " ")).expect(400, "REQUEST.INVALID");
        var refused = product.asNobody()
                .post(ACCEPT, new JsonObject().put("token", token).put("fullName", "Grace"))
                .expect(400, "REQUEST.INVALID");
        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("password");
        product.asNobody().post(ACCEPT, token(made)).expect(401, "AUTH.REQUIRED");
        product.asNobody().post(ACCEPT, new JsonObject()).expect(401, "AUTH.REQUIRED");
        product.asNobody()
                .post(ACCEPT, newPerson(token).put("email", "eve@example.org"))
                .expect(400, "REQUEST.INVALID");
        product.as(product.user()).post(ACCEPT, newPerson(token)).expect(400, "REQUEST.INVALID");
        product.as(product.user()).post(ACCEPT, new JsonObject()).expect(400, "REQUEST.INVALID");
        product.as(product.user())
                .post(ACCEPT, token(made).put("invitationId", made.getString("id")))
                .expect(400, "REQUEST.INVALID");
        assertThat(state(workspace, made)).isEqualTo("PENDING");
    }

    @Test
    void mineAreThePendingOnesOfMyAddressAndCanBeAnsweredById() {
        var ada = product.user("Ada");
        var email = TestProduct.address(ada).toUpperCase(Locale.ROOT);
        var wanted = product.workspace();
        var unwanted = product.workspace();
        var revoked = product.workspace();
        var first = invited(wanted, email, "MEMBER");
        var second = invited(unwanted, email, "VIEWER");
        var third = invited(revoked, email, "VIEWER");
        revoked.asOwner()
                .delete(invitationsOf(revoked) + "/" + third.getString("id"))
                .expect(204);

        var mine = product.as(ada).get(MINE + "?orderBy=createTime").expect(200);

        assertThat(mine.list().stream().map(item -> ((JsonObject) item).getString("id")))
                .containsExactly(first.getString("id"), second.getString("id"));
        assertThat(mine.list().getJsonObject(0).getString("workspaceName")).isEqualTo("Made");
        assertThat(mine.body()).doesNotContain("ghl_inv_");
        product.as(ada).post(ACCEPT, id(first)).expect(200);
        product.as(ada).post(DECLINE, id(second)).expect(204);
        product.as(ada).post(ACCEPT, id(second)).expect(409, "INVITATION.NOT_PENDING");
        product.as(ada).post(ACCEPT, id(third)).expect(409, "INVITATION.NOT_PENDING");
        assertThat(product.as(ada).get(MINE).list()).isEmpty();
        product.as(ada).get(wanted.path()).expect(200);
        product.as(ada).get(unwanted.path()).expect(404, "WORKSPACE.NOT_FOUND");
        product.asNobody().get(MINE).expect(401, "AUTH.REQUIRED");
    }

    @Test
    void anAccountOpenedByALinkHasNoRightToWhatWasSentToItsAddress() {
        var email = newAddress();
        var trap = product.workspace();
        var impostor = product.as(user(product.asNobody()
                .post(
                        ACCEPT,
                        newPerson(invitedByAdministrator(trap, email, "VIEWER").getString("token")))
                .expect(200)
                .data()));
        var secret = product.workspace();
        var made = secret.asOwner()
                .post(invitationsOf(secret), invitation(email, "ADMIN"))
                .expect(201)
                .data();

        assertThat(impostor.get(MINE).list()).isEmpty();
        impostor.post(ACCEPT, id(made)).expect(403, "INVITATION.ADDRESS_NOT_PROVEN");

        var letter = mailbox.only(email);
        impostor.post(ACCEPT, new JsonObject().put("token", letter.token())).expect(200);
        invited(product.workspace(), email, "VIEWER");
        assertThat(impostor.get(MINE).list()).hasSize(1);
    }

    @Test
    void nobodyTakesAnInvitationByAnAddressThatOnlyLooksLikeTheInvitedOne() {
        var workspace = product.workspace();
        var made = invited(workspace, "mike.x@github-like.example", "ADMIN");
        var impostor = product.as(userAt("m\u0130ke.x@g\u0130thub-like.example"));

        assertThat(impostor.get(MINE).list()).isEmpty();
        impostor.post(ACCEPT, id(made)).expect(404, "INVITATION.NOT_FOUND");
        impostor.post(ACCEPT, token(made)).expect(403, "INVITATION.OTHER_ADDRESS");
        assertThat(state(workspace, made)).isEqualTo("PENDING");
    }

    @Test
    void anInvitationIsForTheAddressInAnySpelling() {
        var workspace = product.workspace();
        var invited = product.as(userAt("Stra\u00DFe@M\u00DCNCHEN.example"));
        var made = invited(workspace, "STRASSE@xn--mnchen-3ya.example", "MEMBER");

        assertThat(invited.get(MINE).list()).hasSize(1);
        workspace
                .asOwner()
                .post(invitationsOf(workspace), invitation("strasse@m\u00FCnchen.example", "MEMBER"))
                .expect(409, "INVITATION.ALREADY_PENDING");
        invited.post(ACCEPT, id(made)).expect(200);
        workspace
                .asOwner()
                .post(invitationsOf(workspace), invitation("strasse@m\u00FCnchen.example", "MEMBER"))
                .expect(409, "INVITATION.ALREADY_MEMBER");
    }

    @Test
    void aLinkOpensNoAccountAndTellsNobodyWhetherThereIsOne() {
        var workspace = product.workspace();
        var known = invited(workspace, TestProduct.address(product.user()), "MEMBER");
        var unknown = invited(workspace, newAddress(), "MEMBER");

        var one = product.asNobody()
                .post(ACCEPT, newPerson(known.getString("token")))
                .expect(403);
        var other = product.asNobody()
                .post(ACCEPT, newPerson(unknown.getString("token")))
                .expect(403);

        assertThat(one.json().getString("code")).isEqualTo("INVITATION.OPENS_NO_ACCOUNT");
        assertThat(other.json().getString("message")).isEqualTo(one.json().getString("message"));
    }

    @Test
    void anAddressWithoutProofGivesWayToWhoProvesItTheirs() {
        var email = newAddress();
        var first = product.workspace();
        var unproven = user(product.asNobody()
                .post(
                        ACCEPT,
                        newPerson(invitedByAdministrator(first, email, "VIEWER").getString("token")))
                .expect(200)
                .data());
        assertThat(product.as(unproven).get("/api/auth/me").data().getBoolean("emailVerified"))
                .isFalse();
        var second = product.workspace();
        second.asOwner()
                .post(invitationsOf(second), invitation(email, "MEMBER"))
                .expect(201);

        var joined = product.asNobody()
                .post(ACCEPT, newPerson(mailbox.only(email).token()))
                .expect(200)
                .data();

        var owner = user(joined);
        assertThat(owner).isNotEqualTo(unproven);
        assertThat(joined.getBoolean("emailVerified")).isTrue();
        assertThat(product.as(owner).get("/api/auth/me").data().getString("email"))
                .isEqualTo(email);
        var former = product.as(unproven).get("/api/auth/me").data();
        assertThat(former.getString("email")).isEqualTo(unproven + "@released.invalid");
        assertThat(former.getBoolean("emailVerified")).isFalse();
        assertThat(first.roleOf(unproven)).isEqualTo("VIEWER");
        assertThat(second.roleOf(unproven)).isEqualTo("none");
    }

    @Test
    void anyoneWhoHoldsTheTokenCanDecline() {
        var workspace = product.workspace();
        var email = newAddress();
        var made = invited(workspace, email, "MEMBER");

        product.asNobody().post(DECLINE, token(made)).expect(204);

        assertThat(state(workspace, made)).isEqualTo("DECLINED");
        product.asNobody().post(DECLINE, token(made)).expect(409, "INVITATION.NOT_PENDING");
        product.asNobody().post(ACCEPT, newPerson(made.getString("token"))).expect(409, "INVITATION.NOT_PENDING");
        product.asNobody().post(DECLINE, id(made)).expect(401, "AUTH.REQUIRED");
        invited(workspace, email, "MEMBER");
    }

    @Test
    void whatIsOverCannotBeAccepted() {
        var workspace = product.workspace();
        var ada = product.user("Ada");
        var revoked = invited(workspace, TestProduct.address(ada), "MEMBER");
        workspace
                .asOwner()
                .delete(invitationsOf(workspace) + "/" + revoked.getString("id"))
                .expect(204);
        var expired = invited(workspace, TestProduct.address(ada), "MEMBER");
        BENCH.sql(
                "update guildhall.invitation set expires_at = now() - interval '1 second' where id = $1",
                UUID.fromString(expired.getString("id")));

        product.as(ada).post(ACCEPT, token(revoked)).expect(409, "INVITATION.NOT_PENDING");
        product.as(ada).post(ACCEPT, token(expired)).expect(409, "INVITATION.NOT_PENDING");
        product.as(ada).get(workspace.path()).expect(404);
    }

    @Test
    void whoBecameAMemberOtherwiseClosesTheInvitationByAccepting() {
        var workspace = product.workspace();
        var ada = product.user("Ada");
        var made = invited(workspace, TestProduct.address(ada), "ADMIN");
        workspace
                .asOwner()
                .post(workspace.path() + "/members", TestProduct.member(ada, "VIEWER"))
                .expect(200);

        product.as(ada).post(ACCEPT, token(made)).expect(409, "INVITATION.ALREADY_MEMBER");

        assertThat(state(workspace, made)).isEqualTo("REVOKED");
        product.as(ada).post(ACCEPT, token(made)).expect(409, "INVITATION.NOT_PENDING");
        assertThat(product.as(ada)
                        .get(workspace.path() + "/members?filter=role%3Dviewer")
                        .list())
                .hasSize(1);
    }

    @Test
    void nobodyJoinsAWorkspaceThatBecamePersonal() {
        var workspace = product.workspace();
        var made = invitedByAdministrator(workspace, newAddress(), "MEMBER");
        BENCH.sql(
                "update guildhall.workspace set plan = 'PERSONAL' where id = $1",
                workspace.id().value());

        product.asNobody().post(ACCEPT, newPerson(made.getString("token"))).expect(409, "WORKSPACE.SINGLE_USER_PLAN");

        assertThat(state(workspace, made)).isEqualTo("PENDING");
    }

    @Test
    void anInvitationEndsWithTheMembershipOfWhoMadeIt() {
        var workspace = product.workspace();
        var admin = workspace.member("ADMIN");
        var ada = product.user("Ada");
        var made = inviteAs(admin, workspace, ada);

        workspace.asOwner().delete(workspace.path() + "/members/" + admin).expect(204);

        assertThat(state(workspace, made)).isEqualTo("REVOKED");
        product.as(ada).post(ACCEPT, token(made)).expect(409, "INVITATION.NOT_PENDING");
    }

    @Test
    void anInvitationEndsWithTheRoleOfWhoMadeItAndStaysWithARoleThatIsEnough() {
        var workspace = product.workspace();
        workspace.role("Host", "invitations.manage", "workspace.read", "members.read", "roles.read", "events.read");
        workspace.role("Guest", "workspace.read");
        var admin = workspace.member("ADMIN");
        var toMember = inviteAs(admin, workspace, product.user());
        var toGuest = product.as(admin)
                .post(invitationsOf(workspace), invitation(newAddress(), "Guest"))
                .expect(201)
                .data();

        workspace
                .asOwner()
                .post(workspace.path() + "/members", TestProduct.member(admin, "Host"))
                .expect(200);

        assertThat(state(workspace, toMember)).isEqualTo("REVOKED");
        assertThat(state(workspace, toGuest)).isEqualTo("PENDING");
        workspace
                .asOwner()
                .post(workspace.path() + "/members", TestProduct.member(admin, "VIEWER"))
                .expect(200);
        assertThat(state(workspace, toGuest)).isEqualTo("REVOKED");
    }

    @Test
    void anInvitationEndsWithThePermissionsOfARole() {
        var workspace = product.workspace();
        var role = workspace.role("Host", "invitations.manage", "workspace.read");
        workspace.role("Guest", "workspace.read");
        var host = workspace.member("Host");
        var made = product.as(host)
                .post(invitationsOf(workspace), invitation(newAddress(), "Guest"))
                .expect(201)
                .data();

        workspace
                .asOwner()
                .patch(
                        workspace.path() + "/roles/" + role.getString("id"),
                        new JsonObject().put("permissions", new JsonArray().add("workspace.read")))
                .expect(200);

        assertThat(state(workspace, made)).isEqualTo("REVOKED");
    }

    @Test
    void anInvitationEndsWithTheAccountOfWhoMadeItAndWithTheirPlatformRole() {
        var workspace = product.workspace();
        var admin = workspace.member("ADMIN");
        var other = workspace.member("ADMIN");
        var operator = product.userWith(PlatformRole.ADMIN, PlatformRole.USER);
        var ofDeleted = inviteAs(admin, workspace, product.user());
        var ofSuspended = inviteAs(other, workspace, product.user());
        var ofOperator = product.as(operator, PlatformRole.ADMIN, PlatformRole.USER)
                .post(invitationsOf(workspace), invitation(newAddress(), "MEMBER"))
                .expect(201)
                .data();

        var users = "/api/admin/users/";
        product.asAdministrator().delete(users + admin).expect(204);
        product.asAdministrator()
                .put(users + other, new JsonObject().put("roles", new JsonArray().add("SUPPORT")))
                .expect(200);
        product.asAdministrator()
                .put(users + operator, new JsonObject().put("roles", new JsonArray().add("USER")))
                .expect(200);

        for (var made : List.of(ofDeleted, ofSuspended, ofOperator)) {
            assertThat(state(workspace, made)).isEqualTo("REVOKED");
        }
    }

    @Test
    void anInvitationIsNotAcceptedWhenItsMakerHasLostTheRightUnnoticed() {
        var workspace = product.workspace();
        var admin = workspace.member("ADMIN");
        var ada = product.user("Ada");
        var made = inviteAs(admin, workspace, ada);
        BENCH.sql(
                "update guildhall.member set role = 'MEMBER' where workspace_id = $1 and user_id = $2",
                workspace.id().value(),
                admin.value());

        product.as(ada).post(ACCEPT, token(made)).expect(409, "INVITATION.NOT_PENDING");

        assertThat(workspace.roleOf(ada)).isEqualTo("none");
    }

    @Test
    void whoSendsAnInvitationAgainMakesItTheirOwn() {
        var workspace = product.workspace();
        var admin = workspace.member("ADMIN");
        var ada = product.user("Ada");
        var made = inviteAs(admin, workspace, ada);
        var again = workspace
                .asOwner()
                .post(invitationsOf(workspace) + "/" + made.getString("id") + "/resend", new JsonObject())
                .expect(200)
                .data();

        workspace.asOwner().delete(workspace.path() + "/members/" + admin).expect(204);

        product.as(ada).post(ACCEPT, token(again)).expect(200);
    }

    /** What the user invites somebody by, as a member. */
    private static JsonObject inviteAs(UserId maker, TestWorkspace workspace, UserId invited) {
        return product.as(maker)
                .post(
                        invitationsOf(workspace),
                        invitation(TestProduct.address(invited), "MEMBER").put("delivery", "LINK"))
                .expect(201)
                .data();
    }

    @Test
    void aLimitedCredentialAnswersNothing() {
        var workspace = product.workspace();
        var ada = product.user("Ada");
        var reference = InvitationReference.ofToken(
                invited(workspace, TestProduct.address(ada), "MEMBER").getString("token"));
        var whole = TestAuthenticator.actor(ada);
        var scoped = limited(
                ACCESS_TOKEN,
                whole,
                Optional.of(Scopes.of(Set.of(WorkspacePermissions.WORKSPACE_READ))),
                Optional.empty());
        var bound = limited(ACCESS_TOKEN, whole, Optional.empty(), Optional.of(workspace.id()));
        var organization = Optional.<Tenant>of(new OrganizationId(Ids.next()));
        var boundToOrganization = limited(PERSONAL_ACCESS_TOKEN, whole, Optional.empty(), organization);
        var minted = limited(MINTED_TOKEN, whole, Optional.empty(), organization);
        var session = limited(ACCESS_TOKEN, whole, Optional.empty(), organization);

        var invitations = product.product().get(Invitations.class);

        for (var by : List.of(scoped, bound, boundToOrganization, minted)) {
            Await.problem(invitations.accept(by, reference), CommonError.ACCESS_DENIED);
            Await.problem(invitations.decline(by, reference), CommonError.ACCESS_DENIED);
        }
        Await.result(invitations.accept(session, reference));
    }

    private static Authentication limited(
            Credential.Kind kind, Authentication by, Optional<Scopes> scopes, Optional<Tenant> tenant) {
        var credential = by.credential();
        return new Authentication(
                by.user(),
                by.email(),
                by.roles(),
                new Credential(kind, credential.id(), scopes, tenant, credential.expiresAt()));
    }

    private static JsonObject token(JsonObject made) {
        return new JsonObject().put("token", made.getString("token"));
    }

    private static JsonObject id(JsonObject made) {
        return new JsonObject().put("invitationId", made.getString("id"));
    }

    private static JsonObject newPerson(String token) {
        return new JsonObject()
                .put("token", token)
                .put("fullName", "Grace Hopper")
                .put("password", PASSWORD);
    }

    private static UserId user(JsonObject joined) {
        return new UserId(UUID.fromString(joined.getString("userId")));
    }

    private static String state(TestWorkspace workspace, JsonObject made) {
        return workspace
                .asOwner()
                .get(invitationsOf(workspace) + "/" + made.getString("id"))
                .expect(200)
                .data()
                .getString("state");
    }

    private static List<String> events(TestWorkspace workspace) {
        var types = new ArrayList<String>();
        BENCH.sql(
                        "select type from guildhall.event where tenant_id = $1 order by sequence",
                        workspace.id().value())
                .forEach(row -> types.add(row.getString("type")));
        return types;
    }
}
