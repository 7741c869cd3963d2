package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.identity.IdentityOptions;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("It demands that things happen within a second.")
class TwoNodesTest {

    private static final Duration SOON = Duration.ofSeconds(1);

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode here;
    private static IdentityNode there;
    private static HttpTester admin;

    @BeforeAll
    static void start() {
        here = new IdentityNode(BENCH);
        there = new IdentityNode(BENCH);
        admin = here.admin();
    }

    @Test
    void acceptEachOthersTokensAndCookies() {
        var login = here.login(here.user().email(), PASSWORD);

        there.http
                .withBearer(login.data().getString("accessToken"))
                .get("/api/auth/me")
                .expect(200);
        there.http
                .withHeader("Cookie", SignInTest.cookie(login))
                .get("/api/auth/me")
                .expect(200);
        there.http
                .post("/api/auth/refresh", json("refreshToken", login.data().getString("refreshToken")))
                .expect(200);
    }

    @Test
    void acceptEachOthersTokensWhereverTheyAreFoundWhenNobodyNamedThem() {
        var one = new IdentityNode(BENCH, new IdentityOptions(URI.create("http://localhost:8080"), false));
        var other = new IdentityNode(BENCH, new IdentityOptions(URI.create("http://localhost:9090"), false));
        var login = one.login(one.user().email(), PASSWORD);

        other.http
                .withBearer(login.data().getString("accessToken"))
                .get("/api/auth/me")
                .expect(200);
    }

    @Test
    void acceptEachOthersTokensThoughTheirClocksDifferByFiveMinutes() {
        var ahead = new IdentityNode(BENCH);
        ahead.clock.forward(Duration.ofMinutes(5));
        for (var nodes : List.of(List.of(ahead, here), List.of(here, ahead))) {
            var login = nodes.get(0).login(nodes.get(0).user().email(), PASSWORD);
            var other = nodes.get(1).http;

            other.withBearer(login.data().getString("accessToken"))
                    .get("/api/auth/me")
                    .expect(200);
            other.withHeader("Cookie", SignInTest.cookie(login))
                    .get("/api/auth/me")
                    .expect(200);
            var refreshed = other.post(
                            "/api/auth/refresh",
                            json("refreshToken", login.data().getString("refreshToken")))
                    .expect(200)
                    .data();
            nodes.get(0)
                    .http
                    .withBearer(refreshed.getString("accessToken"))
                    .get("/api/auth/me")
                    .expect(200);
        }
    }

    @Test
    void refuseASessionThatEndedOnTheOtherWithinASecond() {
        var login = here.login(here.user().email(), PASSWORD);
        var bearer = there.http.withBearer(login.data().getString("accessToken"));
        var cookie = there.http.withHeader("Cookie", SignInTest.cookie(login));
        bearer.get("/api/auth/me").expect(200);
        cookie.get("/api/auth/me").expect(200);

        here.http
                .withBearer(login.data().getString("accessToken"))
                .post("/api/auth/logout", null)
                .expect(204);

        soon(() -> bearer.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID"));
        cookie.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void refuseAFamilyThatWasRevokedOnTheOtherWithinASecond() {
        var login = here.login(here.user());
        var second = here.http
                .post("/api/auth/refresh", json("refreshToken", login.getString("refreshToken")))
                .expect(200)
                .data();
        var client = there.http.withBearer(second.getString("accessToken"));
        client.get("/api/auth/me").expect(200);

        here.http
                .withHeader("User-Agent", "another client")
                .post("/api/auth/refresh", json("refreshToken", login.getString("refreshToken")))
                .expect(401, "AUTH.TOKEN_REUSED");

        soon(() -> client.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID"));
    }

    @Test
    void refuseTheOtherSessionsOfAChangedPasswordWithinASecond() {
        var ada = here.user();
        var kept = here.login(ada).getString("accessToken");
        var ended = there.signedIn(ada);
        ended.get("/api/auth/me").expect(200);
        there.http.withBearer(kept).get("/api/auth/me").expect(200);

        here.http
                .withBearer(kept)
                .post("/api/auth/password", json("currentPassword", PASSWORD, "newPassword", "four other words"))
                .expect(204);

        soon(() -> ended.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID"));
        there.http.withBearer(kept).get("/api/auth/me").expect(200);
    }

    @Test
    void knowAChangedRoleWithinASecond() {
        var ada = here.user();
        var client = there.signedIn(ada);
        client.get("/api/admin/users").expect(403, "ACCESS.DENIED");

        admin.put(
                        "/api/admin/users/" + ada.id(),
                        json("roles", new JsonArray().add("ADMIN").add("USER")))
                .expect(200);

        soon(() -> client.get("/api/admin/users").expect(200));
    }

    @Test
    void refuseADeletedUserWithinASecond() {
        var ada = here.user();
        var client = there.signedIn(ada);
        client.get("/api/auth/me").expect(200);

        admin.delete("/api/admin/users/" + ada.id()).expect(204);

        soon(() -> client.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID"));
    }

    @Test
    void hearNothingSecret() {
        var ada = here.user();
        var login = here.login(ada.email(), PASSWORD).data();
        admin.put("/api/admin/users/" + ada.id(), json("password", "another long password"))
                .expect(200);

        BENCH.sql("select data::text as data from guildhall.event")
                .forEach(event -> assertThat(event.getString("data"))
                        .doesNotContain("argon2", "another long password", login.getString("refreshToken")));
    }

    private static void soon(Runnable assertion) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(20)).untilAsserted(assertion::run);
    }
}
