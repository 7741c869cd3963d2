package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What somebody who was invited reads before they answer. */
class InvitationPreviewTest extends MembershipTest {

    private static Response preview(String token) {
        return product.asNobody().post("/api/invitations/preview", new JsonObject().put("token", token));
    }

    @Test
    void whoHoldsTheTokenReadsWhatItIsToAndByWhom() {
        var workspace = product.workspace();
        var email = newAddress();
        workspace
                .asOwner()
                .post(invitationsOf(workspace), invitation(email, "MEMBER"))
                .expect(201);

        var answer = preview(mailbox.only(email).token()).expect(200);

        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        var shown = answer.data();
        assertThat(shown.getString("kind")).isEqualTo("WORKSPACE");
        assertThat(shown.getString("name")).startsWith("Made");
        assertThat(shown.getString("role")).isEqualTo("MEMBER");
        assertThat(shown.getString("invitedBy")).startsWith("User ");
        assertThat(shown.getString("email")).isEqualTo(email);
        assertThat(Instant.parse(shown.getString("expiresAt"))).isAfter(Instant.now());
        assertThat(shown.getString("answer")).isEqualTo("SIGN_UP");
    }

    @Test
    void whoHasAnAccountIsAskedToSignIn() {
        var workspace = product.workspace();
        var email = TestProduct.address(product.user());
        workspace
                .asOwner()
                .post(invitationsOf(workspace), invitation(email, "MEMBER"))
                .expect(201);

        var shown = preview(mailbox.only(email).token()).expect(200).data();

        assertThat(shown.getString("answer")).isEqualTo("SIGN_IN");
    }

    @Test
    void aLinkThatOpensNoAccountDoesNotTellWhetherThereIsOne() {
        var workspace = product.workspace();
        var stranger = invited(workspace, newAddress(), "MEMBER").getString("token");
        var known = invited(workspace, TestProduct.address(product.user()), "MEMBER")
                .getString("token");

        assertThat(preview(stranger).expect(200).data().getString("answer")).isEqualTo("SIGN_IN");
        assertThat(preview(known).expect(200).data().getString("answer")).isEqualTo("SIGN_IN");
    }

    @Test
    void whatIsWrongWithATokenIsSaidAtOnce() {
        var workspace = product.workspace();
        var revoked = invited(workspace, newAddress(), "MEMBER");
        workspace
                .asOwner()
                .delete(invitationsOf(workspace) + "/" + revoked.getString("id"))
                .expect(204);
        var expired = invited(workspace, newAddress(), "MEMBER");
        BENCH.sql(
                "update guildhall.invitation set issued_at = now() - interval '2 days',"
                        + " expires_at = now() - interval '1 day' where id = cast($1 as uuid)",
                expired.getString("id"));

        assertThat(preview("ghl_inv_unknown").expect(404).json().getString("message"))
                .contains("not the token of an invitation");
        assertThat(preview(revoked.getString("token")).expect(409).json().getString("message"))
                .contains("taken back");
        assertThat(preview(expired.getString("token")).expect(409).json().getString("message"))
                .contains("has expired");
    }

    @Test
    void whatEndedLongAgoIsForgottenAndNothingElse() {
        var workspace = product.workspace();
        var old = invited(workspace, newAddress(), "MEMBER").getString("id");
        var recent = invited(workspace, newAddress(), "MEMBER").getString("id");
        var pending = invited(workspace, newAddress(), "MEMBER").getString("id");
        expire(old, 366);
        expire(recent, 364);

        product.doNow("forget invitations that ended long ago");

        workspace.asOwner().get(invitationsOf(workspace) + "/" + old).expect(404);
        workspace.asOwner().get(invitationsOf(workspace) + "/" + recent).expect(200);
        workspace.asOwner().get(invitationsOf(workspace) + "/" + pending).expect(200);
    }

    private static void expire(String invitation, int days) {
        BENCH.sql(
                "update guildhall.invitation set issued_at = now() - $2 * interval '1 day' - interval '7 days',"
                        + " expires_at = now() - $2 * interval '1 day' where id = cast($1 as uuid)",
                invitation,
                days);
    }

    @Test
    void toLookAtItChangesNothing() {
        var workspace = product.workspace();
        var email = newAddress();
        workspace
                .asOwner()
                .post(invitationsOf(workspace), invitation(email, "MEMBER"))
                .expect(201);
        var token = mailbox.only(email).token();
        preview(token).expect(200);

        var me = new JsonObject().put("token", token).put("fullName", "Ada").put("password", TestProduct.PASSWORD);

        product.asNobody().post("/api/invitations/accept", me).expect(200);
        assertThat(preview(token).expect(409).json().getString("message")).contains("accepted already");
    }
}
