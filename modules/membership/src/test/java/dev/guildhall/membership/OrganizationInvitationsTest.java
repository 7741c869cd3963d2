package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Invitations to organizations, and into their teams. */
class OrganizationInvitationsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private TestOrganization acme;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
    }

    @BeforeEach
    void thereIsAnOrganization() {
        acme = product.organization();
    }

    private static UserId addressed() {
        var user = product.user();
        BENCH.sql(
                "update guildhall.user_account set email_key = email, email_verified = true where id = $1",
                user.value());
        return user;
    }

    private static JsonObject to(UserId user, String role) {
        return new JsonObject()
                .put("email", TestProduct.address(user))
                .put("role", role)
                .put("delivery", "LINK");
    }

    private Response accept(UserId user, String secret, String value) {
        return product.as(user).post("/api/invitations/accept", new JsonObject().put(secret, value));
    }

    private String code(String team) {
        return acme.asOwner()
                .post(team + "/invitations", new JsonObject())
                .expect(201)
                .data()
                .getString("code");
    }

    private static boolean told(Object tenant, String type) {
        return BENCH.sql(
                                "select 1 from guildhall.event where tenant_id::text = $1 and type = $2",
                                tenant.toString(),
                                type)
                        .size()
                > 0;
    }

    @Test
    void whoIsInvitedToAnOrganizationBecomesItsMember() {
        var ada = addressed();
        var invited = acme.asOwner()
                .post(acme.path() + "/invitations", to(ada, "billing"))
                .expect(201);
        acme.asOwner().post(acme.path() + "/invitations", to(ada, "MEMBER")).expect(409, "INVITATION.ALREADY_PENDING");
        assertThat(product.as(ada).get("/api/invitations/mine").expect(200).body())
                .contains(acme.id().toString(), "organizationName");

        var joined = accept(ada, "token", invited.data().getString("token"))
                .expect(200)
                .data();

        assertThat(joined.getString("organizationId")).isEqualTo(acme.id().toString());
        assertThat(joined.getString("role")).isEqualTo("BILLING");
        product.as(ada).get(acme.path()).expect(200);
        acme.asOwner().post(acme.path() + "/invitations", to(ada, "MEMBER")).expect(409, "INVITATION.ALREADY_MEMBER");
        assertThat(acme.asOwner()
                        .get(acme.path() + "/invitations?filter=state%3DACCEPTED")
                        .expect(200)
                        .list())
                .hasSize(1);
        assertThat(told(acme.id(), "invitation.accepted")).isTrue();
    }

    @Test
    void onlyWhoManagesTheMembersInvitesAndNobodyAsOwner() {
        var member = acme.member("MEMBER");
        var ada = addressed();

        product.as(member).post(acme.path() + "/invitations", to(ada, "MEMBER")).expect(403, "ACCESS.DENIED");
        product.as(member).get(acme.path() + "/invitations").expect(403, "ACCESS.DENIED");
        acme.asOwner().post(acme.path() + "/invitations", to(ada, "OWNER")).expect(409, "MEMBER.OWNER_MUST_TRANSFER");
        acme.asOwner().post(acme.path() + "/invitations", to(ada, "EMPEROR")).expect(400, "REQUEST.INVALID");
    }

    @Test
    void anInvitationIsSentAgainAndTakenBack() {
        var ada = addressed();
        var first = acme.asOwner()
                .post(acme.path() + "/invitations", to(ada, "ADMIN"))
                .expect(201);
        var path = first.header("Location");

        var again = acme.asOwner().post(path + "/resend", new JsonObject()).expect(200);
        accept(ada, "token", first.data().getString("token")).expect(404, "INVITATION.NOT_FOUND");
        acme.asOwner().delete(path).expect(204);

        accept(ada, "token", again.data().getString("token")).expect(409, "INVITATION.NOT_PENDING");
        assertThat(acme.asOwner().get(path).expect(200).data().getString("state"))
                .isEqualTo("REVOKED");
    }

    @Test
    void anInvitationEndsWithItsMakersRightToMakeIt() {
        var admin = acme.member("ADMIN");
        var ada = addressed();
        var token = product.as(admin)
                .post(acme.path() + "/invitations", to(ada, "MEMBER"))
                .expect(201)
                .data()
                .getString("token");

        acme.asOwner()
                .patch(acme.path() + "/members/" + admin, new JsonObject().put("role", "MEMBER"))
                .expect(200);

        accept(ada, "token", token).expect(409, "INVITATION.NOT_PENDING");
    }

    @Test
    void whatSomebodyOfferedEndsWithTheirRoleInTheOrganization() {
        var admin = acme.member("ADMIN");
        var workspace = acme.workspace();
        var team = acme.team();
        var offers = List.of(
                offered(admin, acme.path(), to(addressed(), "MEMBER")),
                offered(admin, workspace.path(), to(acme.member("MEMBER"), "VIEWER")),
                offered(admin, team, new JsonObject()));
        var byOwner = offered(acme.owner(), acme.path(), to(addressed(), "MEMBER"));

        acme.asOwner()
                .patch(acme.path() + "/members/" + admin, new JsonObject().put("role", "MEMBER"))
                .expect(200);

        assertThat(offers).allSatisfy(offer -> assertThat(state(offer)).isEqualTo("REVOKED"));
        assertThat(state(byOwner)).isEqualTo("PENDING");
        assertThat(told(workspace.id(), "invitation.revoked")).isTrue();
    }

    @Test
    void whatSomebodyOfferedEndsWhenTheyAreNoMemberOfTheOrganizationAnyMore() {
        var member = acme.member("MEMBER");
        var workspace = acme.workspace();
        acme.asOwner()
                .post(workspace.path() + "/members", TestProduct.member(member, "ADMIN"))
                .expect(200);
        var offer = offered(member, workspace.path(), to(acme.member("MEMBER"), "VIEWER"));

        product.as(member).post(acme.path() + "/leave", null).expect(204);

        assertThat(state(offer)).isEqualTo("REVOKED");
    }

    @Test
    void whatSomebodyOfferedEndsWithWhatTheyAreInATeam() {
        var lead = acme.member("MEMBER");
        var mate = acme.member("MEMBER");
        var last = acme.member("MEMBER");
        var team = acme.team(lead, mate, last);
        var workspace = acme.workspace();
        acme.grant(team, workspace, "ADMIN");
        role(team, lead, "LEAD");
        var byLead = offered(lead, team, new JsonObject());
        var byMate = offered(mate, workspace.path(), to(acme.member("MEMBER"), "VIEWER"));
        var byLast = offered(last, workspace.path(), to(acme.member("MEMBER"), "VIEWER"));

        role(team, lead, "MEMBER");
        product.as(mate).delete(team + "/members/" + mate).expect(204);

        assertThat(state(byLead)).isEqualTo("REVOKED");
        assertThat(state(byMate)).isEqualTo("REVOKED");
        assertThat(state(byLast)).isEqualTo("PENDING");
        acme.asOwner().delete(team).expect(204);
        assertThat(state(byLast)).isEqualTo("REVOKED");
    }

    private void role(String team, UserId user, String role) {
        acme.asOwner()
                .patch(team + "/members/" + user, new JsonObject().put("role", role))
                .expect(200);
    }

    /** The path of the invitation that somebody makes. */
    private static String offered(UserId maker, String target, JsonObject invitation) {
        return product.as(maker)
                .post(target + "/invitations", invitation)
                .expect(201)
                .header("Location");
    }

    private static String state(String invitation) {
        return BENCH.sql("select state from guildhall.invitation where id::text = $1", TestProduct.idOf(invitation))
                .iterator()
                .next()
                .getString(0);
    }

    /** An app as it calls by a key of its own. */
    private static HttpTester backend(String app) {
        return product.asNobody()
                .withBearer(product.asAdministrator()
                        .post("/api/apps/" + app + "/keys", new JsonObject())
                        .expect(201)
                        .data()
                        .getString("key"));
    }

    @Test
    void anAppInvitesNoMoreOnADayHoweverManyOrganizationsItInvitesInto() {
        var app = acme.asOwner().get(acme.path()).expect(200).data().getString("appId");
        var backend = backend(app);
        var other = product.organization(app);
        backend.post(acme.path() + "/invitations", to(addressed(), "MEMBER")).expect(201);
        var counted =
                BENCH.sql("update guildhall.invitation_count set made = 199 where subject = $1", "inviter/app:" + app);
        assertThat(counted.rowCount()).isEqualTo(1);

        backend.post(other.path() + "/invitations", to(addressed(), "MEMBER")).expect(201);

        for (var organization : List.of(acme, other)) {
            backend.post(organization.path() + "/invitations", to(addressed(), "MEMBER"))
                    .expect(429, "INVITATION.TOO_MANY");
            organization
                    .asOwner()
                    .post(organization.path() + "/invitations", to(addressed(), "MEMBER"))
                    .expect(201);
        }
    }

    @Test
    void anAppInvitesByItsKeyAndIsShownAsTheInviter() {
        var app = acme.asOwner().get(acme.path()).expect(200).data().getString("appId");
        var backend = backend(app);
        var ada = addressed();
        var team = acme.team();
        var workspace = acme.workspace();

        var invited = backend.post(acme.path() + "/invitations", to(ada, "ADMIN"))
                .expect(201)
                .data();
        var code = backend.post(team + "/invitations", new JsonObject())
                .expect(201)
                .data()
                .getString("code");

        assertThat(invited.getJsonObject("invitedBy").getString("appId")).isEqualTo(app);
        assertThat(invited.getJsonObject("invitedBy").getString("name")).startsWith("app-");
        assertThat(product.as(ada).get("/api/invitations/mine").expect(200).body())
                .contains("\"appId\":\"" + app + "\"");
        accept(ada, "token", invited.getString("token")).expect(200);
        accept(product.user(), "code", code).expect(200);
        var inWorkspace = backend.post(workspace.path() + "/invitations", to(acme.member("MEMBER"), "ADMIN"))
                .expect(201);
        backend.post(inWorkspace.header("Location") + "/resend", new JsonObject())
                .expect(200);
        backend.delete(inWorkspace.header("Location")).expect(204);
        backend.post(workspace.path() + "/members", TestProduct.member(acme.member("MEMBER"), "VIEWER"))
                .expect(200);
        var elsewhere = product.organization();
        backend.post(elsewhere.path() + "/invitations", to(addressed(), "MEMBER"))
                .expect(404, "ORGANIZATION.NOT_FOUND");
    }

    @Test
    void aCodeLetsAUserOfAnotherOrganizationIntoTheTeamsWorkspacesAndNothingElse() {
        var theirs = product.organization();
        var stranger = theirs.member("MEMBER");
        var team = acme.team();
        var workspace = acme.workspace();
        var other = acme.workspace();
        acme.grant(team, workspace, "MEMBER");

        var joined = accept(stranger, "code", code(team)).expect(200).data();

        assertThat(joined.getString("teamId")).isEqualTo(TestProduct.idOf(team));
        product.as(stranger).get(workspace.path()).expect(200);
        product.as(stranger).get(other.path()).expect(404, "WORKSPACE.NOT_FOUND");
        product.as(stranger).get(acme.path()).expect(404, "ORGANIZATION.NOT_FOUND");
        product.as(stranger).get(team).expect(404, "ORGANIZATION.NOT_FOUND");
        assertThat(product.as(stranger).get("/api/workspaces").expect(200).list())
                .hasSize(1);
        assertThat(product.as(stranger).get("/api/organizations").expect(200).body())
                .doesNotContain(acme.id().toString());
        acme.asOwner()
                .post(workspace.path() + "/members", TestProduct.member(stranger, "MEMBER"))
                .expect(409, "MEMBER.OTHER_ORGANIZATION");
        acme.asOwner()
                .patch(team + "/members/" + stranger, new JsonObject().put("role", "LEAD"))
                .expect(409, "MEMBER.OTHER_ORGANIZATION");
        assertThat(told(acme.id(), "invitation.accepted")).isTrue();
        assertThat(told(acme.id(), "team.member_added")).isTrue();
        assertThat(told(theirs.id(), "member.joined_team_elsewhere")).isTrue();

        acme.asOwner().delete(team + "/members/" + stranger).expect(204);
        product.as(stranger).get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void whoCameIntoATeamFromElsewhereLeavesItByThemselves() {
        var theirs = product.organization();
        var guest = theirs.member("MEMBER");
        var other = theirs.member("MEMBER");
        var team = acme.team();
        var workspace = acme.workspace();
        acme.grant(team, workspace, "MEMBER");
        accept(guest, "code", code(team)).expect(200);
        accept(other, "code", code(team)).expect(200);
        product.as(guest).get(workspace.path()).expect(200);

        product.as(guest).delete(team + "/members/" + other).expect(404, "ORGANIZATION.NOT_FOUND");
        product.as(guest).delete(team + "/members/" + guest).expect(204);

        product.as(guest).get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
        product.as(other).get(workspace.path()).expect(200);
        product.as(guest).delete(team + "/members/" + guest).expect(404, "ORGANIZATION.NOT_FOUND");
    }

    @Test
    void whoLeavesATeamOfAnotherOrganizationLearnsNothingOfTheRest() {
        var theirs = product.organization();
        var guest = theirs.member("MEMBER");
        var team = acme.team();
        accept(guest, "code", code(team)).expect(200);
        var unknown = "/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e";

        var refused = Stream.of(
                        acme.team() + "/members/" + guest,
                        acme.path() + "/teams" + unknown + "/members/" + guest,
                        "/api/organizations" + unknown + "/teams" + unknown + "/members/" + guest)
                .map(path -> product.as(guest).delete(path).expect(404, "ORGANIZATION.NOT_FOUND"))
                .map(answer -> answer.json().getString("message"));

        assertThat(refused.distinct()).hasSize(1);
        product.as(guest, theirs.id(), PlatformRole.USER)
                .delete(team + "/members/" + guest)
                .expect(404, "ORGANIZATION.NOT_FOUND");
        product.withScopes(guest, MemberPermissions.ORGANIZATION_TEAMS_MANAGE)
                .delete(team + "/members/" + guest)
                .expect(404, "ORGANIZATION.NOT_FOUND");
        product.asAdministrator()
                .patch(acme.path(), new JsonObject().put("status", "SUSPENDED"))
                .expect(200);
        product.as(guest).delete(team + "/members/" + guest).expect(403, "ORGANIZATION.SUSPENDED");
    }

    @Test
    void ofManyWhoPresentACodeAtOnceOneIsLetIn() {
        var team = acme.team();
        var code = code(team);
        var users = Stream.generate(product::user).limit(12).toList();

        var answers = users.stream()
                .map(user -> product.as(user)
                        .sendAsync("POST", "/api/invitations/accept", new JsonObject().put("code", code)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(Response::status)
                .toList();

        assertThat(answers)
                .containsOnlyOnce(200)
                .filteredOn(status -> status == 409)
                .hasSize(11);
        assertThat(acme.asOwner().get(team + "/members").expect(200).list()).hasSize(1);
    }

    @Test
    void anInvitationIntoATeamByMailIsForItsAddressAlone() {
        var ada = addressed();
        var team = acme.team();
        var invited = acme.asOwner()
                .post(team + "/invitations", new JsonObject().put("email", TestProduct.address(ada)))
                .expect(201)
                .data();
        var reference = new JsonObject().put("invitationId", invited.getString("id"));

        assertThat(invited.getString("code")).isNull();
        assertThat(invited.getString("token")).isNull();
        product.as(addressed()).post("/api/invitations/accept", reference).expect(404, "INVITATION.NOT_FOUND");
        product.as(ada).post("/api/invitations/accept", reference).expect(200);
        product.as(ada).post("/api/invitations/accept", reference).expect(409, "INVITATION.NOT_PENDING");
    }

    @Test
    void aCodeIsNotKeptNorShownAgainAndEndsWhenItIsTakenBackOrItsTimeHasPassed() {
        var team = acme.team();
        var made = acme.asOwner()
                .post(team + "/invitations", new JsonObject().put("expiresIn", 3600))
                .expect(201);
        var code = made.data().getString("code");
        var path = made.header("Location");

        assertThat(code).hasSizeGreaterThan(40);
        assertThat(acme.asOwner().get(team + "/invitations").expect(200).body()).doesNotContain(code);
        assertThat(BENCH.sql("select i::text from guildhall.invitation i").toString())
                .doesNotContain(code);
        assertThat(BENCH.sql("select e::text from guildhall.event e").toString())
                .doesNotContain(code);
        product.as(product.user())
                .post("/api/invitations/accept", new JsonObject().put("invitationId", TestProduct.idOf(path)))
                .expect(404, "INVITATION.NOT_FOUND");
        acme.asOwner().delete(path).expect(204);
        accept(product.user(), "code", code).expect(409, "INVITATION.NOT_PENDING");

        var late = code(team);
        BENCH.sql("update guildhall.invitation set expires_at = now() - interval '1 second' where state = 'PENDING'");
        accept(product.user(), "code", late).expect(409, "INVITATION.NOT_PENDING");
    }

    @Test
    void theLeadInvitesIntoTheirTeamAndNoOtherMemberDoes() {
        var lead = acme.member("MEMBER");
        var team = acme.team(lead);
        product.as(lead).post(team + "/invitations", new JsonObject()).expect(403, "ACCESS.DENIED");
        acme.asOwner()
                .patch(team + "/members/" + lead, new JsonObject().put("role", "LEAD"))
                .expect(200);

        var code = product.as(lead)
                .post(team + "/invitations", new JsonObject())
                .expect(201)
                .data()
                .getString("code");
        product.as(lead).get(team + "/invitations").expect(200);
        product.as(acme.member("MEMBER")).get(team + "/invitations").expect(403, "ACCESS.DENIED");
        acme.asOwner()
                .patch(team + "/members/" + lead, new JsonObject().put("role", "MEMBER"))
                .expect(200);

        accept(product.user(), "code", code).expect(409, "INVITATION.NOT_PENDING");
    }

    @Test
    void anInvitationOfOneTeamIsNoneOfAnotherNorOfTheOrganization() {
        var made = acme.asOwner()
                .post(acme.team() + "/invitations", new JsonObject())
                .expect(201);
        var id = made.data().getString("id");

        for (var elsewhere : List.of(acme.team(), acme.path())) {
            acme.asOwner().get(elsewhere + "/invitations/" + id).expect(404, "INVITATION.NOT_FOUND");
            acme.asOwner().delete(elsewhere + "/invitations/" + id).expect(404, "INVITATION.NOT_FOUND");
            assertThat(acme.asOwner()
                            .get(elsewhere + "/invitations")
                            .expect(200)
                            .list())
                    .isEmpty();
        }
    }

    @RepeatedTest(3)
    void acceptingInWorkspacesWhileTheInviterLeavesTheOrganizationHasOneWinnerAndNoDeadlock() {
        var inviter = acme.member("ADMIN");
        var workspaces = Stream.generate(acme::workspace).limit(4).toList();
        var guests = Stream.generate(() -> addressedIn(acme)).limit(4).toList();
        var secrets = new ArrayList<JsonObject>();
        for (var i = 0; i < 4; i++) {
            secrets.add(product.as(inviter)
                    .post(workspaces.get(i).path() + "/invitations", to(guests.get(i), "MEMBER"))
                    .expect(201)
                    .data());
        }
        var deadlocks = deadlocks();

        var accepted = IntStream.range(0, 4)
                .mapToObj(i -> product.as(guests.get(i))
                        .sendAsync(
                                "POST",
                                "/api/invitations/accept",
                                new JsonObject().put("token", secrets.get(i).getString("token"))))
                .toList();
        var left = acme.asOwner().sendAsync("DELETE", acme.path() + "/members/" + inviter, null);

        left.join().expect(204);
        for (var i = 0; i < 4; i++) {
            var answer = accepted.get(i).join();
            if (answer.status() != 200) {
                answer.expect(409, "INVITATION.NOT_PENDING");
            }
            assertThat(workspaces.get(i).roleOf(guests.get(i))).isEqualTo(answer.status() == 200 ? "MEMBER" : "none");
        }
        assertThat(deadlocks()).isEqualTo(deadlocks);
    }

    private static UserId addressedIn(TestOrganization organization) {
        var user = addressed();
        organization
                .asOwner()
                .post(organization.path() + "/members", TestProduct.member(user, "MEMBER"))
                .expect(200);
        return user;
    }

    private static long deadlocks() {
        return BENCH.sql("select deadlocks from pg_stat_database where datname = current_database()")
                .iterator()
                .next()
                .getLong(0);
    }
}
