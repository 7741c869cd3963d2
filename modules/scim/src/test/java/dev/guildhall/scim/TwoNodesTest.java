package dev.guildhall.scim;

import static dev.guildhall.scim.ScimWorld.userId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a directory says to one node holds on the other. */
class TwoNodesTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct there;
    private static ScimWorld world;

    @BeforeAll
    static void start() {
        world = new ScimWorld(
                BENCH, TestProduct.start(BENCH, BENCH.product("here").assemble()));
        there = TestProduct.start(BENCH, BENCH.product("there").assemble());
    }

    @Test
    void whoIsDeactivatedIsOutsideAndTheirStreamsEnd() {
        var ada = world.made("ada");
        var workspace = world.organization.workspace();
        workspace
                .asOwner()
                .post(workspace.path() + "/members", TestProduct.member(userId(ada), "MEMBER"))
                .expect(200);
        var elsewhere = there.as(userId(ada));
        Await.until(() -> elsewhere.get(workspace.path()).expect(200));
        var stream = elsewhere.stream(workspace.path() + "/events/stream");

        world.deactivate(ada.getString("id")).expect(200);

        Await.until(() -> elsewhere.get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND"));
        Await.until(() -> assertThat(stream).isCompleted());
        world.activate(ada.getString("id")).expect(200);
        Await.until(() -> elsewhere.get(workspace.path()).expect(200));
    }

    @Test
    void aTokenThatIsRotatedWorksNoMore() {
        var made = world.connect("Second");
        var elsewhere = there.asNobody().withBearer(made.getString("token"));
        elsewhere.get("/scim/v2/Users").expect(200);

        world.organization
                .asOwner()
                .post(
                        world.organization.path() + "/scim/connections/" + made.getString("id") + "/rotate",
                        new JsonObject())
                .expect(200);

        Await.until(() -> elsewhere.get("/scim/v2/Users").expect(401));
    }
}
