package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What extensions serve over HTTP. */
class ExtensionRoutesTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;
    private static String lab;
    private static World.Made acme;

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
        lab = World.extensionKey();
        world.publish(Lab.jar(lab));
        acme = world.workspace();
        acme.install(InstallationsTest.request(lab)
                        .put("grantedPermissions", new JsonArray().add("events.publish"))
                        .put("config", new JsonObject().put("token", "very-secret-token")))
                .expect(201);
    }

    private static String path(String below) {
        return acme.path() + "/x/" + lab + below;
    }

    @Test
    void handsTheRequestOverWithoutTheCallersCredentials() {
        var answer = acme.asOwner()
                .withHeader("Cookie", "guildhall_session=secret")
                .withHeader("X-Custom", "mine")
                .withHeader("X-Api-Key", "sk_live_secret")
                .withHeader("X-PORTAL-ACCESS-CODE", "pac_secret")
                .get(path("/things/a%2Fb?x=1&access_token=secret&x=2%263"))
                .expect(200);

        assertThat(answer.json().getString("id")).isEqualTo("a/b");
        assertThat(answer.json().getString("path")).isEqualTo("/things/a%2Fb");
        assertThat(answer.json().getJsonObject("query"))
                .isEqualTo(new JsonObject().put("x", new JsonArray().add("1").add("2&3")));
        assertThat(answer.json().getString("caller")).isEqualTo(acme.owner.toString());
        assertThat(answer.json().getString("role")).isEqualTo("OWNER");
        assertThat(answer.json().getJsonObject("headers").getMap())
                .containsEntry("x-custom", List.of("mine"))
                .doesNotContainKeys("authorization", "cookie", "host", "x-api-key", "x-portal-access-code");
    }

    @Test
    void eachRouteDemandsItsPermission() {
        var viewer = acme.member("VIEWER");

        viewer.get(path("/things/1")).expect(200);
        viewer.post(path("/things"), new JsonObject()).expect(403, "ACCESS.DENIED");
        assertThat(acme.asOwner()
                        .post(path("/things"), new JsonObject().put("a", 1))
                        .expect(201)
                        .json())
                .isEqualTo(new JsonObject().put("a", 1));
        world.as(world.user()).get(path("/things/1")).expect(404, "WORKSPACE.NOT_FOUND");
        world.http.get(path("/things/1")).expect(401, "AUTH.REQUIRED");
    }

    @Test
    void whoMayOnlyReadChangesNothingThroughARouteThatAsksForReading() {
        var viewer = acme.member("VIEWER");
        var member = acme.member("MEMBER");

        var refused = viewer.delete(path("/things/1")).expect(403, "ACCESS.DENIED");

        assertThat(refused.json().getString("message")).contains("capabilities.invoke");
        viewer.put(path("/broken"), new JsonObject()).expect(403, "ACCESS.DENIED");
        viewer.patch(path("/large"), new JsonObject()).expect(403, "ACCESS.DENIED");
        member.delete(path("/things/1")).expect(409, ownCode("LAB.BUSY"));
    }

    private static String ownCode(String code) {
        return lab.toUpperCase(Locale.ROOT).replace('-', '_') + "." + code;
    }

    @Test
    void whatItServesCannotActAsTheProduct() {
        var page = acme.asOwner().get(path("/page")).expect(200);

        assertThat(page.header("Content-Type")).isEqualTo("text/html");
        assertThat(page.header("Content-Security-Policy")).isEqualTo("sandbox");
        assertThat(page.raw().headers().allValues("Content-Security-Policy")).hasSize(1);
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.header("Set-Cookie")).isNull();
        assertThat(page.header("Access-Control-Allow-Origin")).isNull();
        assertThat(page.header("X-Extension-Own")).isEqualTo("1");
        assertThat(page.raw().headers().map().keySet())
                .doesNotContain("x-accel-redirect", "x-sendfile", "x-lighttpd-send-file", "strict-transport-security");
        assertThat(page.header("X-Request-Id")).isNotBlank();
    }

    @Test
    void saysWhatWentWrong() {
        acme.asOwner().get(path("/nothing/here")).expect(404, "RESOURCE.NOT_FOUND");
        acme.asOwner().get(path("")).expect(404, "RESOURCE.NOT_FOUND");
        acme.asOwner().get(path("/")).expect(404, "RESOURCE.NOT_FOUND");
        var refused = acme.asOwner().delete(path("/page")).expect(405, "REQUEST.METHOD_NOT_ALLOWED");
        assertThat(refused.header("Allow")).isEqualTo("GET");
        acme.asOwner().delete(path("/things/1")).expect(409, ownCode("LAB.BUSY"));
        var broken = acme.asOwner().put(path("/broken"), new JsonObject()).expect(502, "EXTENSION.ROUTE_FAILED");
        assertThat(broken.body()).doesNotContain("very-secret-token").doesNotContain("IllegalState");
        acme.asOwner().patch(path("/large"), new JsonObject()).expect(502, "EXTENSION.ROUTE_FAILED");
        acme.asOwner().send("POST", path("/things"), "[not json").expect(400, ownCode("REQUEST.INVALID"));
        acme.asOwner().send("POST", path("/things"), "x".repeat(2 << 20)).expect(413, "REQUEST.TOO_LARGE");
        acme.asOwner().get(acme.path() + "/x/nobody-knows/things/1").expect(404, "EXTENSION.NOT_INSTALLED");
    }

    @Test
    void servesNothingWhileDisabledOrFailed() {
        var other = world.workspace();
        other.install(lab, "events.publish").expect(201);
        var path = other.path() + "/x/" + lab + "/things/1";
        other.asOwner().get(path).expect(200);

        other.patch(lab, new JsonObject().put("enabled", false)).expect(200);
        other.asOwner().get(path).expect(403, "EXTENSION.DISABLED");
        other.patch(lab, new JsonObject("{\"enabled\":true,\"config\":{\"start\":\"throw\"}}"))
                .expect(200);
        other.asOwner().get(path).expect(503, "EXTENSION.FAILED");
    }
}
