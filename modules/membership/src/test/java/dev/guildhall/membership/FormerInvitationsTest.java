package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Invitations that an earlier release made. */
class FormerInvitationsTest {

    /** Not shared: a product that is started once more takes part in all that is done there. */
    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    @Test
    void anInvitationFromBeforeThereWereKeysIsFoundAgainWhenTheProgramStarts() {
        var product = TestProduct.start(BENCH, BENCH.product("node").assemble());
        var workspace = product.workspace();
        var eva = product.user();
        BENCH.sql(
                "update guildhall.user_account set email = $2, email_key = $2 where id = $1",
                eva.value(),
                "\u00E9va@example.org");
        var invited = product.as(eva);
        var made = workspace
                .asOwner()
                .post(
                        workspace.path() + "/invitations",
                        new JsonObject()
                                .put("email", "\u00C9va@example.org")
                                .put("role", "MEMBER")
                                .put("delivery", "LINK"))
                .expect(201)
                .data()
                .getString("id");
        BENCH.sql("update guildhall.invitation set email_key = null where id = $1", UUID.fromString(made));
        assertThat(invited.get("/api/invitations/mine").list()).isEmpty();

        TestProduct.start(BENCH, BENCH.product("node").assemble());

        invited.post("/api/invitations/accept", new JsonObject().put("invitationId", made))
                .expect(200);
    }
}
