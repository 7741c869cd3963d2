package dev.guildhall.membership;

import static dev.guildhall.membership.Hall.invitation;
import static dev.guildhall.membership.Hall.newAddress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.membership.Hall.Made;
import dev.guildhall.testkit.HttpTester.Response;
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
class InvitationsTest extends HallTest {

    @Test
    void anInvitationIsMailedAndNobodyElseSeesItsSecret() {
        var workspace = hall.workspace();
        var email = newAddress();

        var answer = workspace
                .asOwner()
                .post(workspace.invitations(), invitation(email, "member"))
                .expect(201);

        var created = answer.data();
        assertThat(created.getString("email")).isEqualTo(email);
        assertThat(created.getString("role")).isEqualTo("MEMBER");
        assertThat(created.getString("state")).isEqualTo("PENDING");
        assertThat(created.getString("delivery")).isEqualTo("MAIL");
        assertThat(created.getJsonObject("invitedBy").getString("userId")).isEqualTo(workspace.owner.toString());
        assertThat(lifeOf(created)).isEqualTo(Duration.ofDays(7));
        assertThat(answer.header("Location")).isEqualTo(workspace.invitations() + "/" + created.getString("id"));
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
        var letter = hall.mailbox.only(email);
        assertThat(letter.subject()).contains(" invites you to Made");
        assertThat(letter.text()).contains("https://hall.example/invitations/accept#token=", "as MEMBER");
        assertThat(letter.html())
                .contains("href=\"https://hall.example/invitations/accept#token&#x3D;" + letter.token());
        var everything = answer.body()
                + workspace.asOwner().get(workspace.invitations()).body()
                + workspace.asOwner().get(answer.header("Location")).body()
                + rows("guildhall.invitation")
                + rows("guildhall.event")
                + rows("guildhall.mail")
                + rows("guildhall.audit_entry");
        assertThat(everything).contains("invitation.created").doesNotContain(letter.token());
    }

    @Test
    void aLinkIsShownOnceAndNotMailed() {
        var workspace = hall.workspace();
        var email = newAddress();

        var answer = workspace
                .asOwner()
                .post(workspace.invitations(), invitation(email, "VIEWER").put("delivery", "link"))
                .expect(201);

        var token = answer.data().getString("token");
        assertThat(token).matches("ghl_inv_[A-Za-z0-9_-]{43}");
        assertThat(answer.data().getString("url")).isEqualTo("https://hall.example/invitations/accept#token=" + token);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(workspace
                        .asOwner()
                        .get(answer.header("Location"))
                        .expect(200)
                        .body())
                .doesNotContain("ghl_inv_");
        assertThat(rows("guildhall.event")).doesNotContain(token);
        assertThat(hall.mailbox.all(email)).isEmpty();
    }

    @Test
    void namesCannotBendTheMail() {
        var workspace = hall.workspace();
        var name = "<img src=x>\r\nBcc: eve@example.org";
        BENCH.sql("update guildhall.workspace set name = $1 where id = $2", name, workspace.id.value());
        var email = newAddress();

        workspace
                .asOwner()
                .post(workspace.invitations(), invitation(email, "MEMBER"))
                .expect(201);

        var letter = hall.mailbox.only(email);
        assertThat(letter.subject()).endsWith("<img src=x> Bcc: eve at example. org");
        assertThat(letter.html()).doesNotContain("<img").contains("&lt;img src&#x3D;x&gt;");
        assertThat(hall.mailbox.all("eve@example.org")).isEmpty();
    }

    @Test
    void onePendingInvitationToAnAddressWhateverItsCase() {
        var workspace = hall.workspace();
        var email = newAddress();
        workspace.invite(email, "MEMBER");

        invite(workspace, email.toUpperCase(Locale.ROOT), "VIEWER").expect(409, "INVITATION.ALREADY_PENDING");

        var other = hall.workspace();
        other.invite(email, "MEMBER");
    }

    @Test
    void membersAreNotInvited() {
        var workspace = hall.workspace();

        invite(workspace, hall.address(workspace.member("VIEWER")), "ADMIN").expect(409, "INVITATION.ALREADY_MEMBER");
        invite(workspace, hall.address(workspace.owner), "ADMIN").expect(409, "INVITATION.ALREADY_MEMBER");
    }

    @Test
    void onlyRolesThatOneMayGrantOneself() {
        var workspace = hall.workspace();

        invite(workspace, newAddress(), "EMPEROR").expect(404, "ROLE.NOT_FOUND");
        invite(workspace, newAddress(), "OWNER").expect(409, "MEMBER.OWNER_MUST_TRANSFER");
        hall.as(workspace.member("ADMIN"))
                .post(workspace.invitations(), invitation(newAddress(), "ADMIN"))
                .expect(201);
    }

    @Test
    void nobodyInvitesAboveTheirOwnPermissions() {
        var workspace = hall.workspace();
        workspace.role("Host", "workspace.read", "members.read", "invitations.manage");
        workspace.role("Guest", "workspace.read");
        var host = hall.as(workspace.member("Host"));

        host.post(workspace.invitations(), invitation(newAddress(), "VIEWER")).expect(403, "ROLE.ESCALATION");
        host.post(workspace.invitations(), invitation(newAddress(), "Guest")).expect(201);
        var viewer = workspace.invite(newAddress(), "VIEWER");
        host.post(path(workspace, viewer) + "/resend", new JsonObject()).expect(403, "ROLE.ESCALATION");
    }

    @Test
    void aRoleOfTheWorkspacesOwnIsKeptWhileAnInvitationOffersIt() {
        var workspace = hall.workspace();
        var role = workspace.role("Support", "workspace.read", "members.read");
        var byName = workspace.invite(newAddress(), "support");
        var byId = workspace.invite(newAddress(), role.getString("id"));
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
        var workspace = hall.workspace();
        var made = workspace.invite(newAddress(), "MEMBER");
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

        var by = " by user:" + workspace.owner;
        assertThat(actions)
                .containsExactly("invitation.created" + by, "invitation.resent" + by, "invitation.revoked" + by);
    }

    @Test
    void onlyThoseWhoManageInvitationsSeeAndMakeThem() {
        var workspace = hall.workspace();
        var made = workspace.invitations() + "/"
                + workspace.invite(newAddress(), "VIEWER").getString("id");

        for (var role : List.of("MEMBER", "VIEWER")) {
            var client = hall.as(workspace.member(role));
            client.post(workspace.invitations(), invitation(newAddress(), "VIEWER"))
                    .expect(403, "ACCESS.DENIED");
            client.get(workspace.invitations()).expect(403, "ACCESS.DENIED");
            client.get(made).expect(403, "ACCESS.DENIED");
            client.delete(made).expect(403, "ACCESS.DENIED");
            client.post(made + "/resend", new JsonObject()).expect(403, "ACCESS.DENIED");
        }
        hall.as(hall.user()).get(made).expect(404, "WORKSPACE.NOT_FOUND");
        hall.http.get(workspace.invitations()).expect(401, "AUTH.REQUIRED");
    }

    @Test
    void anInvitationBelongsToItsWorkspace() {
        var workspace = hall.workspace();
        var id = workspace.invite(newAddress(), "VIEWER").getString("id");
        var other = hall.workspace();

        other.asOwner().get(other.invitations() + "/" + id).expect(404, "INVITATION.NOT_FOUND");
        other.asOwner().delete(other.invitations() + "/" + id).expect(404, "INVITATION.NOT_FOUND");
        other.asOwner()
                .post(other.invitations() + "/" + id + "/resend", new JsonObject())
                .expect(404, "INVITATION.NOT_FOUND");
        assertThat(other.asOwner().get(other.invitations()).list()).isEmpty();
    }

    @Test
    void nobodyIsInvitedToAPersonalWorkspace() {
        var workspace = hall.workspace();
        BENCH.sql("update guildhall.workspace set plan = 'PERSONAL' where id = $1", workspace.id.value());

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
        var workspace = hall.workspace();

        workspace
                .asOwner()
                .send("POST", workspace.invitations(), body.replace('\'', '"'))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void everyFieldThatIsWrongIsNamed() {
        var workspace = hall.workspace();
        var wrong = invitation("nobody", "").put("expiresIn", -1).put("delivery", "PIGEON");

        var both = workspace.asOwner().post(workspace.invitations(), wrong).expect(400, "REQUEST.INVALID");
        var byUs = workspace
                .asOwner()
                .post(workspace.invitations(), invitation("nobody", "MEMBER").put("delivery", "PIGEON"))
                .expect(400, "REQUEST.INVALID");

        assertThat(fields(both)).containsExactlyInAnyOrder("email", "role", "expiresIn", "delivery");
        assertThat(fields(byUs)).containsExactly("email", "delivery");
    }

    @Test
    void itsTimeIsFromASecondToAYear() {
        var workspace = hall.workspace();

        for (var seconds : List.of(1, 31_536_000)) {
            var created = workspace
                    .asOwner()
                    .post(
                            workspace.invitations(),
                            invitation(newAddress(), "VIEWER").put("expiresIn", seconds))
                    .expect(201)
                    .data();
            assertThat(lifeOf(created)).isEqualTo(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void anExpiredInvitationSaysSoAndMakesRoom() {
        var workspace = hall.workspace();
        var email = newAddress();
        var first = workspace.invite(email, "MEMBER");
        expire(first);

        assertThat(state(workspace, first)).isEqualTo("EXPIRED");
        assertThat(listed(workspace, "state = \"PENDING\"")).isEmpty();
        assertThat(listed(workspace, "state = expired")).containsExactly(email);
        var second = workspace.invite(email, "VIEWER");

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
        var workspace = hall.workspace();
        var email = newAddress();
        var made = workspace.invite(email, "MEMBER");
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
        workspace.invite(email, "MEMBER");
    }

    @Test
    void sendingAgainReplacesTheSecretAndBeginsTheTimeAnew() {
        var workspace = hall.workspace();
        var email = newAddress();
        var made = invite(workspace, email, "MEMBER").expect(201).data();
        var first = hall.mailbox.only(email).token();
        expire(made);

        var resent = workspace
                .asOwner()
                .post(path(workspace, made) + "/resend", new JsonObject())
                .expect(200)
                .data();

        assertThat(resent.getString("state")).isEqualTo("PENDING");
        assertThat(resent.containsKey("token")).isFalse();
        assertThat(Instant.parse(resent.getString("expiresAt"))).isAfter(Instant.now());
        var second = hall.mailbox.newest(email, 2).token();
        assertThat(second).isNotEqualTo(first);
        hall.http.post("/api/invitations/decline", token(first)).expect(404, "INVITATION.NOT_FOUND");
        hall.http.post("/api/invitations/decline", token(second)).expect(204);
        workspace
                .asOwner()
                .post(path(workspace, made) + "/resend", new JsonObject())
                .expect(409, "INVITATION.NOT_PENDING");
        assertThat(events(made)).containsExactly("invitation.created", "invitation.resent", "invitation.declined");
    }

    @Test
    void sendingAgainCanTakeAnotherWayAndTime() {
        var workspace = hall.workspace();
        var email = newAddress();
        var made = workspace.invite(email, "MEMBER");

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
        assertThat(hall.mailbox.only(email).token()).isNotEmpty();
        workspace
                .asOwner()
                .post(path(workspace, made) + "/resend", new JsonObject().put("expiresIn", 0))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void anAddressIsNotFloodedWithMails() {
        var workspace = hall.workspace();
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
        workspace.invite(email, "MEMBER");
        invite(workspace, newAddress(), "MEMBER").expect(201);
    }

    @Test
    void nobodyAndNoWorkspaceMakesMoreInvitationsADayThanIsReasonable() {
        var workspace = hall.workspace();
        var admin = workspace.member("ADMIN");
        var made = workspace.invite(newAddress(), "MEMBER");
        counted("inviter/" + admin, 199);
        workspace.inviteAs(admin, newAddress()).expect(201);

        var refused = workspace.inviteAs(admin, newAddress()).expect(429, "INVITATION.TOO_MANY");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 86_400);
        hall.as(admin).post(path(workspace, made) + "/resend", new JsonObject()).expect(429, "INVITATION.TOO_MANY");
        workspace.inviteAs(workspace.owner, newAddress()).expect(201);

        counted("workspace/" + workspace.id, 500);
        workspace.inviteAs(workspace.owner, newAddress()).expect(429, "INVITATION.TOO_MANY");
        hall.workspace().invite(newAddress(), "MEMBER");
    }

    @Test
    void anAddressIsNotFloodedFromManyWorkspaces() {
        var email = newAddress();
        counted("address/" + email, 29);

        invite(hall.workspace(), email.toUpperCase(Locale.ROOT), "MEMBER").expect(201);

        invite(hall.workspace(), email, "MEMBER").expect(429, "INVITATION.TOO_MANY_MAILS");
        hall.workspace().invite(email, "MEMBER");
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
        var workspace = hall.workspace();
        BENCH.sql(
                "update guildhall.workspace set name = 'Pay at https://evil.example/x' where id = $1",
                workspace.id.value());
        BENCH.sql(
                "update guildhall.user_account set full_name = $2 where id = $1",
                workspace.owner.value(),
                "eve@evil.example \u202Egpj");
        var email = newAddress();

        invite(workspace, email, "MEMBER").expect(201);

        var letter = hall.mailbox.only(email);
        assertThat(letter.text())
                .contains("eve at evil. example  gpj invites you to the workspace Pay at https evil. example/x, as");
        assertThat(letter.subject() + letter.text() + letter.html()).doesNotContain("evil.example", "eve@", "\u202E");
    }

    @Test
    void theListIsFilteredOrderedAndPaged() {
        var workspace = hall.workspace();
        var emails = List.of("b-" + newAddress(), "c-" + newAddress(), "a-" + newAddress());
        var made =
                emails.stream().map(email -> workspace.invite(email, "MEMBER")).toList();
        var viewer = newAddress();
        workspace.invite(viewer, "VIEWER");
        workspace.asOwner().delete(path(workspace, made.get(0))).expect(204);

        assertThat(listed(workspace, "state = REVOKED")).containsExactly(emails.get(0));
        assertThat(listed(workspace, "role = viewer")).containsExactly(viewer);
        assertThat(listed(workspace, "email = \"" + emails.get(1) + "\"")).containsExactly(emails.get(1));
        assertThat(listed(workspace, "createTime < \"2020-01-01T00:00:00Z\"")).isEmpty();
        assertThat(listed(workspace, "expireTime > \"2020-01-01T00:00:00Z\" AND state = PENDING"))
                .hasSize(3);
        var list = workspace.invitations() + "?orderBy=email&pageSize=3";
        var first = workspace.asOwner().get(list).expect(200);
        var second = workspace
                .asOwner()
                .get(list + "&pageToken=" + encoded(first.json().getString("nextPageToken")))
                .expect(200);
        assertThat(emails(first)).containsExactly(emails.get(2), emails.get(0), emails.get(1));
        assertThat(emails(second)).containsExactly(viewer);
        workspace
                .asOwner()
                .get(workspace.invitations() + "?filter=" + encoded("token = x"))
                .expect(400, "REQUEST.INVALID");
        workspace
                .asOwner()
                .get(workspace.invitations() + "?filter=" + encoded("state = GONE"))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void aRepeatUnderItsKeyShowsTheLinkAgain() {
        var workspace = hall.workspace();
        var client = workspace
                .asOwner()
                .withHeader("Idempotency-Key", UUID.randomUUID().toString());
        var request = invitation(newAddress(), "VIEWER").put("delivery", "LINK");

        var first = client.post(workspace.invitations(), request).expect(201);
        var repeat = client.post(workspace.invitations(), request).expect(201);

        assertThat(repeat.body()).isEqualTo(first.body());
    }

    @Test
    void aDeletedWorkspaceTakesItsInvitationsAlong() {
        var workspace = hall.workspace();
        var token = workspace.invite(newAddress(), "VIEWER").getString("token");

        workspace.asOwner().delete(workspace.path()).expect(204);

        hall.http.post("/api/invitations/decline", token(token)).expect(404, "INVITATION.NOT_FOUND");
    }

    @Test
    void rowsAreOutOfReachInEveryOtherScope() {
        var workspace = hall.workspace();
        var other = hall.workspace();
        var id = UUID.fromString(workspace.invite(newAddress(), "VIEWER").getString("id"));
        other.invite(newAddress(), "VIEWER");
        var scope = other.id.toString();

        assertThat(BENCH.sqlAsApplication(scope, "select tenant_id from guildhall.invitation"))
                .singleElement()
                .satisfies(row -> assertThat(row.getUUID(0)).isEqualTo(other.id.value()));
        assertThat(BENCH.sqlAsApplication(null, "select id from guildhall.invitation"))
                .isEmpty();
        assertThat(BENCH.sqlAsApplication(scope, "update guildhall.invitation set mails = 9 where id = $1", id)
                        .rowCount())
                .isZero();
        assertThat(BENCH.sqlAsApplication(scope, "delete from guildhall.invitation where id = $1", id)
                        .rowCount())
                .isZero();
        assertThatThrownBy(() -> BENCH.sqlAsApplication(
                        scope, "update guildhall.invitation set tenant_id = $1", workspace.id.value()))
                .isInstanceOfSatisfying(
                        PgException.class,
                        refused -> assertThat(refused.getSqlState()).isEqualTo("42501"));
    }

    private static Response invite(Made workspace, String email, String role) {
        return workspace.asOwner().post(workspace.invitations(), invitation(email, role));
    }

    private static JsonObject token(String token) {
        return new JsonObject().put("token", token);
    }

    private static String path(Made workspace, JsonObject invitation) {
        return workspace.invitations() + "/" + invitation.getString("id");
    }

    private static String state(Made workspace, JsonObject invitation) {
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

    private static List<String> listed(Made workspace, String filter) {
        return emails(workspace
                .asOwner()
                .get(workspace.invitations() + "?filter=" + encoded(filter))
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
