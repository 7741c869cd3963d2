package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.digest.Sha256;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inviting people, as those do it who may. */
class InvitationsTest extends MembershipTest {

    @Test
    void anInvitationIsMailedAndNobodyElseSeesItsSecret() {
        var workspace = product.workspace();
        var email = newAddress();

        var answer = workspace
                .asOwner()
                .post(invitationsOf(workspace), invitation(email, "member"))
                .expect(201);

        var created = answer.data();
        assertThat(created.getString("email")).isEqualTo(email);
        assertThat(created.getString("role")).isEqualTo("MEMBER");
        assertThat(created.getString("state")).isEqualTo("PENDING");
        assertThat(created.getString("delivery")).isEqualTo("MAIL");
        assertThat(created.getJsonObject("invitedBy").getString("userId"))
                .isEqualTo(workspace.owner().toString());
        assertThat(lifeOf(created)).isEqualTo(Duration.ofDays(7));
        assertThat(answer.header("Location")).isEqualTo(invitationsOf(workspace) + "/" + created.getString("id"));
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
        var letter = mailbox.only(email);
        assertThat(letter.subject()).contains(" invites you to Made");
        assertThat(letter.text()).contains("https://guildhall.example/invitations/accept#token=", "as MEMBER");
        assertThat(letter.html())
                .contains("href=\"https://guildhall.example/invitations/accept#token&#x3D;" + letter.token());
        var everything = answer.body()
                + workspace.asOwner().get(invitationsOf(workspace)).body()
                + workspace.asOwner().get(answer.header("Location")).body()
                + rows("guildhall.invitation")
                + rows("guildhall.event")
                + rows("guildhall.mail")
                + rows("guildhall.audit_entry");
        assertThat(everything).contains("invitation.created").doesNotContain(letter.token());
    }

    @Test
    void aLinkIsShownOnceAndNotMailed() {
        var workspace = product.workspace();
        var email = newAddress();

        var answer = workspace
                .asOwner()
                .post(invitationsOf(workspace), invitation(email, "VIEWER").put("delivery", "link"))
                .expect(201);

        var token = answer.data().getString("token");
        assertThat(token).matches("ghl_inv_[A-Za-z0-9_-]{43}");
        assertThat(answer.data().getString("url"))
                .isEqualTo("https://guildhall.example/invitations/accept#token=" + token);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(workspace
                        .asOwner()
                        .get(answer.header("Location"))
                        .expect(200)
                        .body())
                .doesNotContain("ghl_inv_");
        assertThat(rows("guildhall.event")).doesNotContain(token);
        assertThat(mailbox.all(email)).isEmpty();
    }

    @Test
    void namesCannotBendTheMail() {
        var workspace = product.workspace();
        var name = "<img src=x>\r\nBcc: eve@example.org";
        BENCH.sql(
                "update guildhall.workspace set name = $1 where id = $2",
                name,
                workspace.id().value());
        var email = newAddress();

        workspace
                .asOwner()
                .post(invitationsOf(workspace), invitation(email, "MEMBER"))
                .expect(201);

        var letter = mailbox.only(email);
        assertThat(letter.subject()).endsWith("<img src=x> Bcc: eve at example. org");
        assertThat(letter.html()).doesNotContain("<img").contains("&lt;img src&#x3D;x&gt;");
        assertThat(mailbox.all("eve@example.org")).isEmpty();
    }

    @Test
    void onePendingInvitationToAnAddressWhateverItsCase() {
        var workspace = product.workspace();
        var email = newAddress();
        invited(workspace, email, "MEMBER");

        invite(workspace, email.toUpperCase(Locale.ROOT), "VIEWER").expect(409, "INVITATION.ALREADY_PENDING");

        var other = product.workspace();
        invited(other, email, "MEMBER");
    }

    @Test
    void membersAreNotInvited() {
        var workspace = product.workspace();

        invite(workspace, TestProduct.address(workspace.member("VIEWER")), "ADMIN")
                .expect(409, "INVITATION.ALREADY_MEMBER");
        invite(workspace, TestProduct.address(workspace.owner()), "ADMIN").expect(409, "INVITATION.ALREADY_MEMBER");
    }

    @Test
    void onlyRolesThatOneMayGrantOneself() {
        var workspace = product.workspace();

        invite(workspace, newAddress(), "EMPEROR").expect(404, "ROLE.NOT_FOUND");
        invite(workspace, newAddress(), "OWNER").expect(409, "MEMBER.OWNER_MUST_TRANSFER");
        product.as(workspace.member("ADMIN"))
                .post(invitationsOf(workspace), invitation(newAddress(), "ADMIN"))
                .expect(201);
    }

    @Test
    void nobodyInvitesAboveTheirOwnPermissions() {
        var workspace = product.workspace();
        workspace.role("Host", "workspace.read", "members.read", "invitations.manage");
        workspace.role("Guest", "workspace.read");
        var host = product.as(workspace.member("Host"));

        host.post(invitationsOf(workspace), invitation(newAddress(), "VIEWER")).expect(403, "ROLE.ESCALATION");
        host.post(invitationsOf(workspace), invitation(newAddress(), "Guest")).expect(201);
        var viewer = invited(workspace, newAddress(), "VIEWER");
        host.post(path(workspace, viewer) + "/resend", new JsonObject()).expect(403, "ROLE.ESCALATION");
    }

    @Test
    void aRoleOfTheWorkspacesOwnIsKeptWhileAnInvitationOffersIt() {
        var workspace = product.workspace();
        var role = workspace.role("Support", "workspace.read", "members.read");
        var byName = invited(workspace, newAddress(), "support");
        var byId = invited(workspace, newAddress(), role.getString("id"));
        var rolePath = workspace.path() + "/roles/" + role.getString("id");

        assertThat(byName.getString("role")).isEqualTo("Support");
        assertThat(byId.getString("roleId")).isEqualTo(role.getString("id"));
        assertThat(listed(workspace, "role = support")).hasSize(2);
        workspace.asOwner().delete(rolePath).expect(409, "ROLE.IN_USE");
        workspace.asOwner().delete(path(workspace, byName)).expect(204);
        workspace.asOwner().delete(rolePath).expect(409, "ROLE.IN_USE");
        expire(byId);
        workspace.asOwner().delete(rolePath).expect(204);

        assertThat(listed(workspace, "role = support")).hasSize(2);
        assertThat(state(workspace, byName)).isEqualTo("REVOKED");
        assertThat(state(workspace, byId)).isEqualTo("EXPIRED");
        workspace
                .asOwner()
                .post(path(workspace, byId) + "/resend", new JsonObject())
                .expect(409, "INVITATION.NOT_PENDING");
    }

    @Test
    void whatHappensToAnInvitationIsInTheAuditLog() {
        var workspace = product.workspace();
        var made = invited(workspace, newAddress(), "MEMBER");
        workspace
                .asOwner()
                .post(path(workspace, made) + "/resend", new JsonObject())
                .expect(200);
        workspace.asOwner().delete(path(workspace, made)).expect(204);

        var actions = new ArrayList<String>();
        BENCH.sql(
                        "select action, actor from guildhall.audit_entry where subject = $1 order by sequence",
                        made.getString("id"))
                .forEach(row -> actions.add(row.getString("action") + " by " + row.getString("actor")));

        var by = " by user:" + workspace.owner();
        assertThat(actions)
                .containsExactly("invitation.created" + by, "invitation.resent" + by, "invitation.revoked" + by);
    }

    @Test
    void onlyThoseWhoManageInvitationsSeeAndMakeThem() {
        var workspace = product.workspace();
        var made = invitationsOf(workspace) + "/"
                + invited(workspace, newAddress(), "VIEWER").getString("id");

        for (var role : List.of("MEMBER", "VIEWER")) {
            var client = product.as(workspace.member(role));
            client.post(invitationsOf(workspace), invitation(newAddress(), "VIEWER"))
                    .expect(403, "ACCESS.DENIED");
            client.get(invitationsOf(workspace)).expect(403, "ACCESS.DENIED");
            client.get(made).expect(403, "ACCESS.DENIED");
            client.delete(made).expect(403, "ACCESS.DENIED");
            client.post(made + "/resend", new JsonObject()).expect(403, "ACCESS.DENIED");
        }
        product.as(product.user()).get(made).expect(404, "WORKSPACE.NOT_FOUND");
        product.asNobody().get(invitationsOf(workspace)).expect(401, "AUTH.REQUIRED");
    }

    @Test
    void anInvitationBelongsToItsWorkspace() {
        var workspace = product.workspace();
        var id = invited(workspace, newAddress(), "VIEWER").getString("id");
        var other = product.workspace();

        other.asOwner().get(invitationsOf(other) + "/" + id).expect(404, "INVITATION.NOT_FOUND");
        other.asOwner().delete(invitationsOf(other) + "/" + id).expect(404, "INVITATION.NOT_FOUND");
        other.asOwner()
                .post(invitationsOf(other) + "/" + id + "/resend", new JsonObject())
                .expect(404, "INVITATION.NOT_FOUND");
        assertThat(other.asOwner().get(invitationsOf(other)).list()).isEmpty();
    }

    @Test
    void nobodyIsInvitedToAPersonalWorkspace() {
        var workspace = product.workspace();
        BENCH.sql(
                "update guildhall.workspace set plan = 'PERSONAL' where id = $1",
                workspace.id().value());

        invite(workspace, newAddress(), "VIEWER").expect(409, "WORKSPACE.SINGLE_USER_PLAN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'email':'ada','role':'MEMBER'}",
                "{'email':'a@b@c','role':'MEMBER'}",
                "{'email':'ada@example.org\\nBcc: eve@example.org','role':'MEMBER'}",
                "{'email':'Ada <ada@example.org>','role':'MEMBER'}",
                "{'email':'ada@example.org'}",
                "{'email':'ada@example.org','role':'MEMBER','expiresIn':0}",
                "{'email':'ada@example.org','role':'MEMBER','expiresIn':31536001}",
                "{'email':'ada@example.org','role':'MEMBER','expiresIn':-1}",
                "{'email':'ada@example.org','role':'MEMBER','expiresIn':60.5}",
                "{'email':'ada@example.org','role':'MEMBER','expiresIn':'60'}",
                "{'email':'ada@example.org','role':'MEMBER','delivery':'PIGEON'}",
                "{'email':'ada@example.org','role':'MEMBER','token':'mine'}",
            })
    void whatIsNoInvitationIsRefused(String body) {
        var workspace = product.workspace();

        workspace
                .asOwner()
                .send("POST", invitationsOf(workspace), body.replace('\'', '"'))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void everyFieldThatIsWrongIsNamed() {
        var workspace = product.workspace();
        var wrong = invitation("nobody", "").put("expiresIn", -1).put("delivery", "PIGEON");

        var both = workspace.asOwner().post(invitationsOf(workspace), wrong).expect(400, "REQUEST.INVALID");
        var byUs = workspace
                .asOwner()
                .post(invitationsOf(workspace), invitation("nobody", "MEMBER").put("delivery", "PIGEON"))
                .expect(400, "REQUEST.INVALID");

        assertThat(fields(both)).containsExactlyInAnyOrder("email", "role", "expiresIn", "delivery");
        assertThat(fields(byUs)).containsExactly("email", "delivery");
    }

    @Test
    void itsTimeIsFromASecondToAYear() {
        var workspace = product.workspace();

        for (var seconds : List.of(1, 31_536_000)) {
            var created = workspace
                    .asOwner()
                    .post(
                            invitationsOf(workspace),
                            invitation(newAddress(), "VIEWER").put("expiresIn", seconds))
                    .expect(201)
                    .data();
            assertThat(lifeOf(created)).isEqualTo(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void anExpiredInvitationSaysSoAndMakesRoom() {
        var workspace = product.workspace();
        var email = newAddress();
        var first = invited(workspace, email, "MEMBER");
        expire(first);

        assertThat(state(workspace, first)).isEqualTo("EXPIRED");
        assertThat(listed(workspace, "state = \"PENDING\"")).isEmpty();
        assertThat(listed(workspace, "state = expired")).containsExactly(email);
        var second = invited(workspace, email, "VIEWER");

        assertThat(state(workspace, first)).isEqualTo("EXPIRED");
        assertThat(state(workspace, second)).isEqualTo("PENDING");
        workspace
                .asOwner()
                .post(path(workspace, first) + "/resend", new JsonObject())
                .expect(409, "INVITATION.NOT_PENDING");
        workspace.asOwner().delete(path(workspace, first)).expect(409, "INVITATION.NOT_PENDING");
    }

    @Test
    void aPendingInvitationIsRevokedAtTheRevisionSeen() {
        var workspace = product.workspace();
        var email = newAddress();
        var made = invited(workspace, email, "MEMBER");
        workspace
                .asOwner()
                .withHeader("If-Match", "\"7\"")
                .delete(path(workspace, made))
                .expect(412, "REQUEST.PRECONDITION_FAILED");

        workspace
                .asOwner()
                .withHeader("If-Match", "\"1\"")
                .delete(path(workspace, made))
                .expect(204);

        assertThat(state(workspace, made)).isEqualTo("REVOKED");
        workspace.asOwner().delete(path(workspace, made)).expect(409, "INVITATION.NOT_PENDING");
        assertThat(events(made)).containsExactly("invitation.created", "invitation.revoked");
        invited(workspace, email, "MEMBER");
    }

    @Test
    void sendingAgainReplacesTheSecretAndBeginsTheTimeAnew() {
        var workspace = product.workspace();
        var email = newAddress();
        var made = invite(workspace, email, "MEMBER").expect(201).data();
        var first = mailbox.only(email).token();
        expire(made);

        var resent = workspace
                .asOwner()
                .post(path(workspace, made) + "/resend", new JsonObject())
                .expect(200)
                .data();

        assertThat(resent.getString("state")).isEqualTo("PENDING");
        assertThat(resent.containsKey("token")).isFalse();
        assertThat(Instant.parse(resent.getString("expiresAt"))).isAfter(Instant.now());
        var second = mailbox.newest(email, 2).token();
        assertThat(second).isNotEqualTo(first);
        product.asNobody().post("/api/invitations/decline", token(first)).expect(404, "INVITATION.NOT_FOUND");
        product.asNobody().post("/api/invitations/decline", token(second)).expect(204);
        workspace
                .asOwner()
                .post(path(workspace, made) + "/resend", new JsonObject())
                .expect(409, "INVITATION.NOT_PENDING");
        assertThat(events(made)).containsExactly("invitation.created", "invitation.resent", "invitation.declined");
    }

    @Test
    void sendingAgainCanTakeAnotherWayAndTime() {
        var workspace = product.workspace();
        var email = newAddress();
        var made = invited(workspace, email, "MEMBER");

        var resent = workspace
                .asOwner()
                .post(path(workspace, made) + "/resend", new JsonObject().put("expiresIn", 3_600))
                .expect(200)
                .data();

        assertThat(resent.getString("token")).startsWith("ghl_inv_").isNotEqualTo(made.getString("token"));
        assertThat(lifeOf(resent, "sentAt")).isEqualTo(Duration.ofHours(1));
        var mailed = workspace
                .asOwner()
                .post(path(workspace, made) + "/resend", new JsonObject().put("delivery", "MAIL"))
                .expect(200)
                .data();
        assertThat(mailed.containsKey("token")).isFalse();
        assertThat(mailbox.only(email).token()).isNotEmpty();
        workspace
                .asOwner()
                .post(path(workspace, made) + "/resend", new JsonObject().put("expiresIn", 0))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void anAddressIsNotFloodedWithMails() {
        var workspace = product.workspace();
        var email = newAddress();
        var made = invite(workspace, email, "MEMBER").expect(201).data();
        for (var i = 1; i < 10; i++) {
            workspace
                    .asOwner()
                    .post(path(workspace, made) + "/resend", new JsonObject())
                    .expect(200);
        }

        var refused = workspace
                .asOwner()
                .post(path(workspace, made) + "/resend", new JsonObject())
                .expect(429, "INVITATION.TOO_MANY_MAILS");
        assertThat(refused.header("Retry-After")).isNotNull();
        workspace.asOwner().delete(path(workspace, made)).expect(204);
        invite(workspace, email, "MEMBER").expect(429, "INVITATION.TOO_MANY_MAILS");
        invited(workspace, email, "MEMBER");
        invite(workspace, newAddress(), "MEMBER").expect(201);
    }

    @Test
    void nobodyAndNoWorkspaceMakesMoreInvitationsADayThanIsReasonable() {
        var workspace = product.workspace();
        var admin = workspace.member("ADMIN");
        var made = invited(workspace, newAddress(), "MEMBER");
        counted("inviter/" + admin, 199);
        inviteAs(workspace, admin, newAddress()).expect(201);

        var refused = inviteAs(workspace, admin, newAddress()).expect(429, "INVITATION.TOO_MANY");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 86_400);
        product.as(admin)
                .post(path(workspace, made) + "/resend", new JsonObject())
                .expect(429, "INVITATION.TOO_MANY");
        inviteAs(workspace, workspace.owner(), newAddress()).expect(201);

        counted("workspace/" + workspace.id(), 500);
        inviteAs(workspace, workspace.owner(), newAddress()).expect(429, "INVITATION.TOO_MANY");
        invited(product.workspace(), newAddress(), "MEMBER");
    }

    @Test
    void anAddressIsNotFloodedFromManyWorkspaces() {
        var email = newAddress();
        counted("address/" + Sha256.hex(email.getBytes(StandardCharsets.UTF_8)), 29);

        invite(product.workspace(), email.toUpperCase(Locale.ROOT), "MEMBER").expect(201);

        invite(product.workspace(), email, "MEMBER").expect(429, "INVITATION.TOO_MANY_MAILS");
        invited(product.workspace(), email, "MEMBER");
    }

    private static void counted(String subject, int made) {
        BENCH.sql(
                "insert into guildhall.invitation_count (subject, day, made)"
                        + " values ($1, (now() at time zone 'UTC')::date, $2)"
                        + " on conflict (subject, day) do update set made = excluded.made",
                subject,
                made);
    }

    @Test
    void aNameInAMailLeadsNowhere() {
        var workspace = product.workspace();
        BENCH.sql(
                "update guildhall.workspace set name = 'Pay at https://evil.example/x' where id = $1",
                workspace.id().value());
        BENCH.sql(
                "update guildhall.user_account set full_name = $2 where id = $1",
                workspace.owner().value(),
                "eve@evil.example \u202Egpj");
        var email = newAddress();

        invite(workspace, email, "MEMBER").expect(201);

        var letter = mailbox.only(email);
        assertThat(letter.text())
                .contains("eve at evil. example  gpj invites you to the workspace Pay at https evil. example/x, as");
        assertThat(letter.subject() + letter.text() + letter.html()).doesNotContain("evil.example", "eve@", "\u202E");
    }

    @Test
    void theListIsFilteredOrderedAndPaged() {
        var workspace = product.workspace();
        var emails = List.of("b-" + newAddress(), "c-" + newAddress(), "a-" + newAddress());
        var made = emails.stream()
                .map(email -> invited(workspace, email, "MEMBER"))
                .toList();
        var viewer = newAddress();
        invited(workspace, viewer, "VIEWER");
        workspace.asOwner().delete(path(workspace, made.get(0))).expect(204);

        assertThat(listed(workspace, "state = REVOKED")).containsExactly(emails.get(0));
        assertThat(listed(workspace, "role = viewer")).containsExactly(viewer);
        assertThat(listed(workspace, "email = \"" + emails.get(1) + "\"")).containsExactly(emails.get(1));
        assertThat(listed(workspace, "createTime < \"2020-01-01T00:00:00Z\"")).isEmpty();
        assertThat(listed(workspace, "expireTime > \"2020-01-01T00:00:00Z\" AND state = PENDING"))
                .hasSize(3);
        var list = invitationsOf(workspace) + "?orderBy=email&pageSize=3";
        var first = workspace.asOwner().get(list).expect(200);
        var second = workspace
                .asOwner()
                .get(list + "&pageToken=" + encoded(first.json().getString("nextPageToken")))
                .expect(200);
        assertThat(emails(first)).containsExactly(emails.get(2), emails.get(0), emails.get(1));
        assertThat(emails(second)).containsExactly(viewer);
        workspace
                .asOwner()
                .get(invitationsOf(workspace) + "?filter=" + encoded("token = x"))
                .expect(400, "REQUEST.INVALID");
        workspace
                .asOwner()
                .get(invitationsOf(workspace) + "?filter=" + encoded("state = GONE"))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void aRepeatUnderItsKeyShowsTheLinkAgain() {
        var workspace = product.workspace();
        var client = workspace
                .asOwner()
                .withHeader("Idempotency-Key", UUID.randomUUID().toString());
        var request = invitation(newAddress(), "VIEWER").put("delivery", "LINK");

        var first = client.post(invitationsOf(workspace), request).expect(201);
        var repeat = client.post(invitationsOf(workspace), request).expect(201);

        assertThat(repeat.body()).isEqualTo(first.body());
    }

    @Test
    void aDeletedWorkspaceTakesItsInvitationsAlong() {
        var workspace = product.workspace();
        var token = invited(workspace, newAddress(), "VIEWER").getString("token");

        workspace.asOwner().delete(workspace.path()).expect(204);

        product.asNobody().post("/api/invitations/decline", token(token)).expect(404, "INVITATION.NOT_FOUND");
    }

    @Test
    void rowsAreOutOfReachInEveryOtherScope() {
        var workspace = product.workspace();
        var other = product.workspace();
        var id = UUID.fromString(invited(workspace, newAddress(), "VIEWER").getString("id"));
        invited(other, newAddress(), "VIEWER");
        var scope = other.id().toString();

        assertThat(BENCH.sqlAsApplication(scope, "select tenant_id from guildhall.invitation"))
                .singleElement()
                .satisfies(
                        row -> assertThat(row.getUUID(0)).isEqualTo(other.id().value()));
        assertThat(BENCH.sqlAsApplication(null, "select id from guildhall.invitation"))
                .isEmpty();
        assertThat(BENCH.sqlAsApplication(scope, "update guildhall.invitation set mails = 9 where id = $1", id)
                        .rowCount())
                .isZero();
        assertThat(BENCH.sqlAsApplication(scope, "delete from guildhall.invitation where id = $1", id)
                        .rowCount())
                .isZero();
        assertThatThrownBy(() -> BENCH.sqlAsApplication(
                        scope,
                        "update guildhall.invitation set tenant_id = $1",
                        workspace.id().value()))
                .isInstanceOfSatisfying(
                        PgException.class,
                        refused -> assertThat(refused.getSqlState()).isEqualTo("42501"));
    }

    private static Response invite(TestWorkspace workspace, String email, String role) {
        return workspace.asOwner().post(invitationsOf(workspace), invitation(email, role));
    }

    private static JsonObject token(String token) {
        return new JsonObject().put("token", token);
    }

    private static String path(TestWorkspace workspace, JsonObject invitation) {
        return invitationsOf(workspace) + "/" + invitation.getString("id");
    }

    private static String state(TestWorkspace workspace, JsonObject invitation) {
        return workspace
                .asOwner()
                .get(path(workspace, invitation))
                .expect(200)
                .data()
                .getString("state");
    }

    private static void expire(JsonObject invitation) {
        BENCH.sql(
                "update guildhall.invitation set issued_at = issued_at - interval '90 days',"
                        + " expires_at = expires_at - interval '90 days' where id = $1",
                UUID.fromString(invitation.getString("id")));
    }

    private static List<String> listed(TestWorkspace workspace, String filter) {
        return emails(workspace
                .asOwner()
                .get(invitationsOf(workspace) + "?filter=" + encoded(filter))
                .expect(200));
    }

    private static List<String> emails(Response page) {
        return page.list().stream()
                .map(item -> ((JsonObject) item).getString("email"))
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Duration lifeOf(JsonObject invitation) {
        return lifeOf(invitation, "createdAt");
    }

    private static Duration lifeOf(JsonObject invitation, String from) {
        return Duration.between(
                Instant.parse(invitation.getString(from)), Instant.parse(invitation.getString("expiresAt")));
    }

    private static List<String> events(JsonObject invitation) {
        var types = new ArrayList<String>();
        BENCH.sql("select type from guildhall.event where subject = $1 order by sequence", invitation.getString("id"))
                .forEach(row -> types.add(row.getString("type")));
        return types;
    }

    private static String rows(String table) {
        var all = new StringBuilder();
        BENCH.sql("select t::text as line from " + table + " t").forEach(row -> all.append(row.getString("line")));
        return all.toString();
    }
}
