package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What administrators read when a subscription stops by itself. */
class StoppedDeliveriesTest extends MembershipTest {

    @Test
    void thoseWhoLookAfterAWorkspaceAreToldOnceThatASubscriptionIsSentNothingMore() {
        var workspace = product.workspace();
        var admin = workspace.member("ADMIN");
        var member = workspace.member("MEMBER");
        BENCH.sql(
                "update guildhall.user_account set email = 'of (old' where id = $1",
                workspace.member("ADMIN").value());
        var gone = Await.result(BENCH.vertx()
                .createHttpServer()
                .requestHandler(request -> request.response().setStatusCode(410).end())
                .listen(0, "127.0.0.1"));
        var sink = new JsonObject()
                .put("kind", "WEBHOOK")
                .put("url", "http://127.0.0.1:" + gone.actualPort() + "/secret-path");
        var subscription = workspace
                .asOwner()
                .post(
                        workspace.path() + "/subscriptions",
                        new JsonObject()
                                .put("name", "CRM <b>sync</b>")
                                .put("types", JsonArray.of("order.*"))
                                .put("sink", sink))
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
