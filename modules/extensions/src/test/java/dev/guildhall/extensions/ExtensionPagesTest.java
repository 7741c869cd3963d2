package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What extensions show to people, and how browsers get it. */
class ExtensionPagesTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;
    private static String key;

    private World.Made acme;

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
        key = World.extensionKey();
        world.publish(shop("1.0.0", "first"));
        world.publish(shop("1.1.0", "second"));
    }

    private static ExtensionJar shop(String version, String text) {
        var ui = """
            {"pages":[{"id":"orders","title":"Orders","file":"index.html"},
                      {"id":"setup","title":"Set-up","file":"setup/index.html","permission":"$key.tune"}],
             "widgets":[{"id":"today","title":"Today","file":"today.html","height":120}],
             "navigation":[{"page":"orders","title":"Shop"},{"page":"setup"}]}
            """;
        var own = "[{\"name\":\"$key.tune\",\"description\":\"Tune it\",\"heldWith\":\"extensions.manage\"}]";
        return World.quiet(key, version)
                .manifest("manifest", 1)
                .manifest("declares", new JsonArray(own.replace("$key", key)))
                .manifest("ui", new JsonObject(ui.replace("$key", key)))
                .file("ui/index.html", text)
                .file("ui/setup/index.html", "set-up")
                .file("ui/today.html", "today")
                .file("ui/app.mjs", "export {}")
                .file("secret.txt", "not for pages");
    }

    @BeforeEach
    void install() {
        acme = world.workspace();
        acme.install(InstallationsTest.request(key).put("version", "1.0.0")).expect(201);
    }

    private String frames() {
        return acme.extensions() + "/" + key + "/frames";
    }

    private JsonObject opened(HttpTester by, String kind, String id) {
        return by.post(frames(), new JsonObject().put(kind, id)).expect(200).data();
    }

    private static List<Object> titles(JsonObject ui, String part) {
        return ui.getJsonArray(part).stream()
                .map(one -> ((JsonObject) one).getValue("title"))
                .toList();
    }

    @Test
    void eachSeesWhatTheirRoleMaySee() {
        var ofOwner = acme.asOwner().get(acme.path() + "/ui").expect(200).data();
        var viewer = acme.member("VIEWER");
        var ofViewer = viewer.get(acme.path() + "/ui").expect(200).data();

        assertThat(titles(ofOwner, "navigation")).containsExactly("Shop", "Set-up");
        assertThat(titles(ofOwner, "widgets")).containsExactly("Today");
        assertThat(titles(ofViewer, "navigation")).containsExactly("Shop");
        assertThat(titles(ofViewer, "pages")).containsExactly("Orders");
        viewer.post(frames(), new JsonObject().put("page", "setup")).expect(403, "ACCESS.DENIED");
        assertThat(opened(acme.asOwner(), "page", "setup").getString("title")).isEqualTo("Set-up");
        world.as(world.user()).get(acme.path() + "/ui").expect(404, "WORKSPACE.NOT_FOUND");
        world.as(world.user())
                .post(frames(), new JsonObject().put("page", "orders"))
                .expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void aFrameGetsItsFilesWithoutASession() {
        var frame = opened(acme.member("VIEWER"), "page", "orders");
        var url = frame.getString("url");

        var page = world.http.get(url).expect(200);

        assertThat(page.body()).isEqualTo("first");
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("sandbox allow-scripts allow-forms; default-src 'none';")
                .contains("connect-src 'none'", "form-action 'none'", "frame-ancestors 'self'")
                .doesNotContain("allow-same-origin", "unsafe");
        assertThat(page.raw().headers().allValues("Content-Security-Policy")).hasSize(1);
        assertThat(page.header("Permissions-Policy")).contains("camera=()", "microphone=()");
        assertThat(page.header("Connection-Allowlist")).isEqualTo("(response-origin)");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.header("Set-Cookie")).isNull();
        assertThat(world.http.get(beside(url, "app.mjs")).expect(200).header("Access-Control-Allow-Origin"))
                .isEqualTo("*");
        assertThat(world.http
                        .get(beside(url, "guildhall/bridge.js"))
                        .expect(200)
                        .body())
                .contains("globalThis.guildhall");
        assertThat(world.http.get(beside(url, "guildhall/base.css")).expect(200).header("Content-Type"))
                .isEqualTo("text/css; charset=utf-8");
        assertThat(opened(acme.asOwner(), "widget", "today").getString("url")).endsWith("/today.html");
    }

    private static String beside(String url, String name) {
        return url.substring(0, url.lastIndexOf('/') + 1) + name;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret.txt",
                "../secret.txt",
                "..%2Fsecret.txt",
                "%2e%2e/extension.json",
                "..%5Csecret.txt",
                "ui/index.html",
                "extension.json",
                "setup",
                "setup/",
                "",
                "guildhall/",
                "guildhall/../../secret.txt"
            })
    void nothingButItsFilesIsThere(String name) {
        var url = opened(acme.asOwner(), "page", "orders").getString("url");

        var refused = world.http.get(beside(url, name)).expect(404);

        assertThat(refused.body()).doesNotContain("not for pages");
    }

    @Test
    void anAddressIsGoodForWhatItWasMadeForAlone() {
        var url = opened(acme.asOwner(), "page", "orders").getString("url");
        var sealed = url.split("/")[2];
        var middle = sealed.length() / 2;
        var changed =
                sealed.substring(0, middle) + (sealed.charAt(middle) == 'A' ? 'B' : 'A') + sealed.substring(middle + 1);

        world.http.get("/extension-pages/" + changed + "/index.html").expect(404, "RESOURCE.NOT_FOUND");
        world.http.get("/extension-pages/" + key + "/index.html").expect(404, "RESOURCE.NOT_FOUND");
        world.http.get("/extension-pages/" + "A".repeat(3_000) + "/index.html").expect(404, "RESOURCE.NOT_FOUND");
        world.http.get("/extension-pages/").expect(404, "RESOURCE.NOT_FOUND");
        world.http.get(url).expect(200);
    }

    @Test
    void anAddressLeadsNowhereOnceTheVersionIsNotAtWork() {
        var owner = acme.asOwner();
        var former = opened(owner, "page", "orders").getString("url");
        owner.post(acme.extensions() + "/" + key + "/upgrade", new JsonObject().put("version", "1.1.0"))
                .expect(200);
        world.http.get(former).expect(404);
        var url = opened(owner, "page", "orders").getString("url");
        assertThat(world.http.get(url).expect(200).body()).isEqualTo("second");

        acme.patch(key, new JsonObject().put("enabled", false)).expect(200);
        world.http.get(url).expect(404);
        owner.post(frames(), new JsonObject().put("page", "orders")).expect(403, "EXTENSION.DISABLED");
        assertThat(titles(owner.get(acme.path() + "/ui").expect(200).data(), "pages"))
                .isEmpty();
        acme.patch(key, new JsonObject().put("enabled", true)).expect(200);
        world.http.get(url).expect(200);

        acme.uninstall(key, "").expect(204);
        acme.install(InstallationsTest.request(key)).expect(201);
        world.http.get(url).expect(404);
    }

    @Test
    void onlyWhatThereIsIsOpened() {
        var owner = acme.asOwner();

        owner.post(frames(), new JsonObject().put("page", "nowhere")).expect(404, "RESOURCE.NOT_FOUND");
        owner.post(frames(), new JsonObject().put("page", "today")).expect(404, "RESOURCE.NOT_FOUND");
        owner.post(frames(), new JsonObject()).expect(400, "REQUEST.INVALID");
        owner.post(frames(), new JsonObject().put("page", "orders").put("widget", "today"))
                .expect(400, "REQUEST.INVALID");
        owner.post(acme.extensions() + "/nobody/frames", new JsonObject().put("page", "orders"))
                .expect(404, "EXTENSION.NOT_INSTALLED");
    }
}
