package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.TestBench;
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
        var hall = new Hall(BENCH);
        var workspace = hall.workspace();
        var invited = hall.as(hall.userAt("\u00E9va@example.org", "Eva"));
        var made = workspace.invite("\u00C9va@example.org", "MEMBER").getString("id");
        BENCH.sql("update guildhall.invitation set email_key = null where id = $1", UUID.fromString(made));
        assertThat(invited.get("/api/invitations/mine").list()).isEmpty();

        new Hall(BENCH);

        invited.post("/api/invitations/accept", new JsonObject().put("invitationId", made))
                .expect(200);
    }
}
