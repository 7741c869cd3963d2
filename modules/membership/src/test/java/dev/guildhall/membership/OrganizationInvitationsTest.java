package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Invitations to organizations, and into their teams. */
class OrganizationInvitationsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private Firm firm;

    @BeforeAll
    static void start() {
        product = Firm.product(BENCH);
    }

    @BeforeEach
    void thereIsAFirm() {
        firm = Firm.of(product);
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
        return firm.asOwner()
                .post(team + "/invitations", new JsonObject())
                .expect(201)
                .data()
                .getString("code");
    }

    private static boolean told(String tenant, String type) {
        return BENCH.sql("select 1 from guildhall.event where tenant_id::text = $1 and type = $2", tenant, type)
                        .size()
                > 0;
    }

    @Test
    void whoIsInvitedToAnOrganizationBecomesItsMember() {
        var ada = addressed();
        var invited = firm.asOwner()
                .post(firm.path + "/invitations", to(ada, "billing"))
                .expect(201);
        firm.asOwner().post(firm.path + "/invitations", to(ada, "MEMBER")).expect(409, "INVITATION.ALREADY_PENDING");
        assertThat(product.as(ada).get("/api/invitations/mine").expect(200).body())
                .contains(firm.id, "organizationName");

        var joined = accept(ada, "token", invited.data().getString("token"))
                .expect(200)
                .data();

        assertThat(joined.getString("organizationId")).isEqualTo(firm.id);
        assertThat(joined.getString("role")).isEqualTo("BILLING");
        product.as(ada).get(firm.path).expect(200);
        firm.asOwner().post(firm.path + "/invitations", to(ada, "MEMBER")).expect(409, "INVITATION.ALREADY_MEMBER");
        assertThat(firm.asOwner()
                        .get(firm.path + "/invitations?filter=state%3DACCEPTED")
                        .expect(200)
                        .list())
                .hasSize(1);
        assertThat(told(firm.id, "invitation.accepted")).isTrue();
    }

    @Test
    void onlyWhoManagesTheMembersInvitesAndNobodyAsOwner() {
        var member = firm.member("MEMBER");
        var ada = addressed();

        firm.as(member).post(firm.path + "/invitations", to(ada, "MEMBER")).expect(403, "ACCESS.DENIED");
        firm.as(member).get(firm.path + "/invitations").expect(403, "ACCESS.DENIED");
        firm.asOwner().post(firm.path + "/invitations", to(ada, "OWNER")).expect(409, "MEMBER.OWNER_MUST_TRANSFER");
        firm.asOwner().post(firm.path + "/invitations", to(ada, "EMPEROR")).expect(400, "REQUEST.INVALID");
    }

    @Test
    void anInvitationIsSentAgainAndTakenBack() {
        var ada = addressed();
        var first = firm.asOwner()
                .post(firm.path + "/invitations", to(ada, "ADMIN"))
                .expect(201);
        var path = first.header("Location");

        var again = firm.asOwner().post(path + "/resend", new JsonObject()).expect(200);
        accept(ada, "token", first.data().getString("token")).expect(404, "INVITATION.NOT_FOUND");
        firm.asOwner().delete(path).expect(204);

        accept(ada, "token", again.data().getString("token")).expect(409, "INVITATION.NOT_PENDING");
        assertThat(firm.asOwner().get(path).expect(200).data().getString("state"))
                .isEqualTo("REVOKED");
    }

    @Test
    void anInvitationEndsWithItsMakersRightToMakeIt() {
        var admin = firm.member("ADMIN");
        var ada = addressed();
        var token = firm.as(admin)
                .post(firm.path + "/invitations", to(ada, "MEMBER"))
                .expect(201)
                .data()
                .getString("token");

        firm.asOwner()
                .patch(firm.path + "/members/" + admin, new JsonObject().put("role", "MEMBER"))
                .expect(200);

        accept(ada, "token", token).expect(409, "INVITATION.NOT_PENDING");
    }

    @Test
    void aCodeLetsAUserOfAnotherOrganizationIntoTheTeamsWorkspacesAndNothingElse() {
        var theirs = Firm.of(product);
        var stranger = theirs.member("MEMBER");
        var team = firm.team();
        var workspace = firm.workspace();
        var other = firm.workspace();
        firm.grant(team, workspace, "MEMBER");

        var joined = accept(stranger, "code", code(team)).expect(200).data();

        assertThat(joined.getString("teamId")).isEqualTo(Firm.idOf(team));
        product.as(stranger).get(workspace).expect(200);
        product.as(stranger).get(other).expect(404, "WORKSPACE.NOT_FOUND");
        product.as(stranger).get(firm.path).expect(404, "ORGANIZATION.NOT_FOUND");
        product.as(stranger).get(team).expect(404, "ORGANIZATION.NOT_FOUND");
        assertThat(product.as(stranger).get("/api/workspaces").expect(200).list())
                .hasSize(1);
        assertThat(product.as(stranger).get("/api/organizations").expect(200).body())
                .doesNotContain(firm.id);
        firm.asOwner()
                .post(workspace + "/members", Firm.given(stranger, "MEMBER"))
                .expect(409, "MEMBER.OTHER_ORGANIZATION");
        firm.asOwner()
                .patch(team + "/members/" + stranger, new JsonObject().put("role", "LEAD"))
                .expect(409, "MEMBER.OTHER_ORGANIZATION");
        assertThat(told(firm.id, "invitation.accepted")).isTrue();
        assertThat(told(firm.id, "team.member_added")).isTrue();
        assertThat(told(theirs.id, "member.joined_team_elsewhere")).isTrue();

        firm.asOwner().delete(team + "/members/" + stranger).expect(204);
        product.as(stranger).get(workspace).expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void ofManyWhoPresentACodeAtOnceOneIsLetIn() {
        var team = firm.team();
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
        assertThat(firm.asOwner().get(team + "/members").expect(200).list()).hasSize(1);
    }

    @Test
    void anInvitationIntoATeamByMailIsForItsAddressAlone() {
        var ada = addressed();
        var team = firm.team();
        var invited = firm.asOwner()
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
        var team = firm.team();
        var made = firm.asOwner()
                .post(team + "/invitations", new JsonObject().put("expiresIn", 3600))
                .expect(201);
        var code = made.data().getString("code");
        var path = made.header("Location");

        assertThat(code).hasSizeGreaterThan(40);
        assertThat(firm.asOwner().get(team + "/invitations").expect(200).body()).doesNotContain(code);
        assertThat(BENCH.sql("select i::text from guildhall.invitation i").toString())
                .doesNotContain(code);
        assertThat(BENCH.sql("select e::text from guildhall.event e").toString())
                .doesNotContain(code);
        product.as(product.user())
                .post("/api/invitations/accept", new JsonObject().put("invitationId", Firm.idOf(path)))
                .expect(404, "INVITATION.NOT_FOUND");
        firm.asOwner().delete(path).expect(204);
        accept(product.user(), "code", code).expect(409, "INVITATION.NOT_PENDING");

        var late = code(team);
        BENCH.sql("update guildhall.invitation set expires_at = now() - interval '1 second' where state = 'PENDING'");
        accept(product.user(), "code", late).expect(409, "INVITATION.NOT_PENDING");
    }

    @Test
    void theLeadInvitesIntoTheirTeamAndNoOtherMemberDoes() {
        var lead = firm.member("MEMBER");
        var team = firm.team(lead);
        firm.as(lead).post(team + "/invitations", new JsonObject()).expect(403, "ACCESS.DENIED");
        firm.asOwner()
                .patch(team + "/members/" + lead, new JsonObject().put("role", "LEAD"))
                .expect(200);

        var code = firm.as(lead)
                .post(team + "/invitations", new JsonObject())
                .expect(201)
                .data()
                .getString("code");
        firm.as(lead).get(team + "/invitations").expect(200);
        firm.as(firm.member("MEMBER")).get(team + "/invitations").expect(403, "ACCESS.DENIED");
        firm.asOwner()
                .patch(team + "/members/" + lead, new JsonObject().put("role", "MEMBER"))
                .expect(200);

        accept(product.user(), "code", code).expect(409, "INVITATION.NOT_PENDING");
    }

    @Test
    void anInvitationOfOneTeamIsNoneOfAnotherNorOfTheOrganization() {
        var made = firm.asOwner()
                .post(firm.team() + "/invitations", new JsonObject())
                .expect(201);
        var id = made.data().getString("id");

        for (var elsewhere : List.of(firm.team(), firm.path)) {
            firm.asOwner().get(elsewhere + "/invitations/" + id).expect(404, "INVITATION.NOT_FOUND");
            firm.asOwner().delete(elsewhere + "/invitations/" + id).expect(404, "INVITATION.NOT_FOUND");
            assertThat(firm.asOwner()
                            .get(elsewhere + "/invitations")
                            .expect(200)
                            .list())
                    .isEmpty();
        }
    }
}
