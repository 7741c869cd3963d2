package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What administrators read when a subscription stops by itself. */
class StoppedDeliveriesTest extends MembershipTest {

    private static String gone() {
        var gone = Await.result(BENCH.vertx()
                .createHttpServer()
                .requestHandler(request -> request.response().setStatusCode(410).end())
                .listen(0, "127.0.0.1"));
        return "http://127.0.0.1:" + gone.actualPort() + "/secret-path";
    }

    private static JsonObject subscription(String type) {
        return new JsonObject()
                .put("name", "CRM <b>sync</b>")
                .put("types", JsonArray.of(type))
                .put("sink", new JsonObject().put("kind", "WEBHOOK").put("url", gone()));
    }

    @Test
    void thoseWhoLookAfterAnOrganizationAreTold() {
        var acme = product.organization();
        var admin = acme.member("ADMIN");
        var member = acme.member("MEMBER");
        var subscription = acme.asOwner()
                .post(acme.path() + "/subscriptions", subscription("team.created"))
                .expect(201)
                .header("Location");

        acme.asOwner()
                .post(acme.path() + "/teams", new JsonObject().put("name", "Crew"))
                .expect(201);

        var letter = mailbox.only(TestProduct.address(acme.owner()));
        assertThat(letter.text())
                .contains(
                        "of the organization "
                                + acme.asOwner().get(acme.path()).data().getString("name"),
                        "https://guildhall.example" + subscription + "/replay",
                        "you look after the organization");
        assertThat(mailbox.only(TestProduct.address(admin)).text()).isEqualTo(letter.text());
        assertThat(mailbox.all(TestProduct.address(member))).isEmpty();
    }

    @Test
    void thoseWhoAdministerThePlatformAreTold() {
        var admin = product.userWith(PlatformRole.ADMIN, PlatformRole.USER);
        var name = TestProduct.name("app");
        var client = product.as(admin, PlatformRole.ADMIN, PlatformRole.USER);
        var subscription = client.post("/api/admin/subscriptions", subscription("app.created"))
                .expect(201)
                .header("Location");

        client.post("/api/apps", new JsonObject().put("name", name)).expect(201);

        Await.until(() -> assertThat(client.get(subscription).data().getString("disabledReason"))
                .isEqualTo("GONE"));
        assertThat(mailbox.only(TestProduct.address(admin)).text())
                .contains("of the platform Guildhall", "https://guildhall.example" + subscription);
    }

    @Test
    void thoseWhoLookAfterAWorkspaceAreToldOnceThatASubscriptionIsSentNothingMore() {
        var workspace = product.workspace();
        var admin = workspace.member("ADMIN");
        var member = workspace.member("MEMBER");
        BENCH.sql(
                "update guildhall.user_account set email = 'of (old' where id = $1",
                workspace.member("ADMIN").value());
        var subscription = workspace
                .asOwner()
                .post(workspace.path() + "/subscriptions", subscription("order.*"))
                .expect(201)
                .header("Location");

        workspace
                .asOwner()
                .post(
                        workspace.path() + "/events",
                        new JsonObject().put("type", "order.placed").put("data", new JsonObject()))
                .expect(202);

        var letter = mailbox.only(TestProduct.address(workspace.owner()));
        assertThat(letter.subject()).contains("CRM", "is sent no more events");
        assertThat(letter.text())
                .contains(
                        "its endpoint has answered that it is gone (410)",
                        "https://guildhall.example" + subscription + "/replay")
                .doesNotContain("secret-path");
        assertThat(letter.html()).contains("/replay").doesNotContain("<b>sync", "secret-path");
        assertThat(mailbox.only(TestProduct.address(admin)).text()).isEqualTo(letter.text());
        assertThat(mailbox.all(TestProduct.address(member))).isEmpty();
    }
}
