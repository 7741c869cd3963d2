package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.identity.AccountChange;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people see of where they are signed in, and what they end. */
class OwnSessionsTest {

    private static final String SESSIONS = "/api/auth/sessions";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;

    private UserProfile ada;
    private HttpTester laptop;
    private HttpTester phone;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
    }

    @BeforeEach
    void signIn() {
        ada = node.user();
        laptop = signedIn("Laptop");
        phone = signedIn("Phone");
    }

    private HttpTester signedIn(String agent) {
        var credentials = json("email", ada.email(), "password", PASSWORD);
        var token = node.http
                .withHeader("User-Agent", agent)
                .post("/api/auth/login", credentials)
                .expect(200)
                .data()
                .getString("accessToken");
        return node.http.withBearer(token);
    }

    private static List<JsonObject> sessions(HttpTester client) {
        return client.get(SESSIONS).expect(200).list().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Test
    void oneSeesWhereOneIsSignedInTheNewestFirstAndWhichSessionOneIsIn() {
        var all = sessions(laptop);

        assertThat(all).extracting(session -> session.getString("userAgent")).containsExactly("Phone", "Laptop");
        assertThat(all).extracting(session -> session.getBoolean("current")).containsExactly(false, true);
        assertThat(all)
                .allSatisfy(session -> assertThat(session.getString("address")).isEqualTo("127.0.0.1"));
        assertThat(all.toString()).doesNotContain("ghl_");
    }

    @Test
    void aSessionThatIsEndedElsewhereIsOverAtOnce() {
        var lost = sessions(laptop).get(0).getString("id");

        laptop.delete(SESSIONS + "/" + lost).expect(204);

        Await.until(() -> phone.get("/api/auth/me").expect(401));
        assertThat(sessions(laptop)).hasSize(1);
        laptop.delete(SESSIONS + "/" + lost).expect(404, "AUTH.SESSION_NOT_FOUND");
    }

    @Test
    void oneSignsOutEverywhereElse() {
        laptop.delete(SESSIONS).expect(204);

        Await.until(() -> phone.get("/api/auth/me").expect(401));
        assertThat(sessions(laptop))
                .singleElement()
                .satisfies(left -> assertThat(left.getBoolean("current")).isTrue());
    }

    @Test
    void nobodySeesOrEndsTheSessionsOfOthers() {
        var hers = sessions(laptop).get(0).getString("id");
        var eve = node.signedIn(node.user());

        assertThat(sessions(eve)).hasSize(1);
        eve.delete(SESSIONS + "/" + hers).expect(404, "AUTH.SESSION_NOT_FOUND");
        eve.delete(SESSIONS).expect(204);

        phone.get("/api/auth/me").expect(200);
    }

    @Test
    void nobodyGivesThemselvesRolesEvenWhereTheContractWouldLetThem() {
        var change = AccountChange.ofOneself(
                json("fullName", "Ada King", "email", "other@example.org", "roles", JsonArray.of("ADMIN")));

        assertThat(change.roles()).isEmpty();
        assertThat(change.email()).isEmpty();
        assertThat(change.fullName()).contains("Ada King");
    }

    @Test
    void oneIsCalledWhatOneSaysAndNothingElseOfTheAccountChanges() {
        laptop.patch("/api/auth/me", json("fullName", "Ada King")).expect(200);

        var me = phone.get("/api/auth/me").expect(200).data();
        assertThat(me.getString("fullName")).isEqualTo("Ada King");
        assertThat(me.getString("email")).isEqualTo(ada.email());
        laptop.patch("/api/auth/me", json("email", "other@example.org")).expect(400, "REQUEST.INVALID");
        laptop.patch("/api/auth/me", new JsonObject().put("roles", "ADMIN")).expect(400, "REQUEST.INVALID");
        laptop.patch("/api/auth/me", json("fullName", "http://evil.example")).expect(400, "REQUEST.INVALID");
    }
}
