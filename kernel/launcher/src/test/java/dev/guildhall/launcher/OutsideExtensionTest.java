package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Part;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The example in Python, a service of its own, against the product as a process of its own. */
class OutsideExtensionTest {

    private static final Path EXAMPLE = Path.of("..", "..", "plugins", "almanac");

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @TempDir
    static Path folder;

    private static RunningProduct product;
    private static HttpTester admin;
    private static Process service;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(hasPython(), "there is no Python 3 here");
        product = PRODUCT.get();
        admin = product.signInAsAdmin();
        var url = startService();
        var manifest = new JsonObject(Files.readString(EXAMPLE.resolve("extension.json")));
        var jar = ExtensionJar.of("almanac", "1.0.0");
        manifest.put("serviceBaseUrl", url).forEach(field -> jar.manifest(field.getKey(), field.getValue()));
        admin.upload("/api/admin/marketplace/extensions", Part.file("artifact", "almanac.jar", jar.bytes()))
                .expect(201);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.destroyForcibly();
        }
    }

    @Test
    void answersItsCapabilityByTheConfigurationOfTheWorkspace() {
        var workspace = installed("answers");

        var told = tell(workspace, "2024-02-29").expect(200);
        assertThat(told.data().getString("sentence")).isEqualTo("It is day 60 of 2024.");

        admin.patch(
                        workspace + "/extensions/almanac",
                        new JsonObject().put("config", new JsonObject().put("opening", "This was")))
                .expect(200);
        assertThat(tell(workspace, "2024-02-29").expect(200).data().getString("sentence"))
                .isEqualTo("This was day 60 of 2024.");
    }

    @Test
    void refusesInItsOwnWords() {
        var workspace = installed("refuses");

        var refused = tell(workspace, "2024-02-30").expect(400, "ALMANAC.NO_DATE");

        assertThat(refused.json().getString("message")).isEqualTo("The date must be like 2024-02-29.");
    }

    @Test
    void hearsOfEventsAndCallsBackByTheTokenItIsGiven() {
        var workspace = installed("hears");
        var ada = RunningProduct.user(admin, "ada@almanac.example");

        admin.post(workspace + "/members", new JsonObject().put("userId", ada).put("role", "MEMBER"))
                .expect(200);

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            var told =
                    admin.get(workspace + "/events?pageSize=1000").expect(200).body();
            assertThat(told).contains("almanac.member.welcomed", "extension:almanac");
        });
    }

    @Test
    void answersAnEventOnceHoweverOftenItIsTold() {
        var workspace = installed("once");
        var eve = member(workspace, "eve");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(welcomed(workspace)).containsExactly(eve));

        admin.post(workspace + "/extensions/almanac/replay", new JsonObject().put("after", 0))
                .expect(204);
        var fay = member(workspace, "fay");

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(welcomed(workspace)).contains(fay));
        assertThat(welcomed(workspace)).containsExactly(eve, fay);
    }

    private static String member(String workspace, String name) {
        var user = RunningProduct.user(admin, name + "@almanac.example");
        admin.post(workspace + "/members", new JsonObject().put("userId", user).put("role", "MEMBER"))
                .expect(200);
        return user;
    }

    private static List<String> welcomed(String workspace) {
        return admin.get(workspace + "/events?filter=type%3Dalmanac.member.welcomed").expect(200).list().stream()
                .map(event -> ((JsonObject) event).getString("subject"))
                .toList();
    }

    @Test
    void doesABatchOnceHoweverOftenItAsks() {
        var workspace = installed("batches");
        var known = new JsonObject(state()).getJsonObject(id(workspace));
        var token = token(
                known.getString("secret"),
                id(workspace),
                known.getString("installationId"),
                Instant.now().getEpochSecond() + 60);
        var batch = new JsonObject()
                .put(
                        "events",
                        JsonArray.of(new JsonObject()
                                .put("type", "almanac.member.welcomed")
                                .put("subject", "x")));
        var asking = as(token).withHeader("Idempotency-Key", "first");

        var first = asking.post(workspace + "/extensions/almanac/batch", batch).expect(200);
        var again = asking.post(workspace + "/extensions/almanac/batch", batch).expect(200);

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(welcomed(workspace)).containsExactly("x");
    }

    @Test
    void mayMakeATokenOfItsOwnForAnHourAndForItsWorkspaceAlone() {
        var workspace = installed("tokens");
        var other = installed("others");
        var id = id(workspace);
        var known = new JsonObject(state()).getJsonObject(id);
        var secret = known.getString("secret");
        var installation = known.getString("installationId");
        var now = Instant.now().getEpochSecond();
        var token = token(secret, id, installation, now + 3_000);

        as(token).get(workspace + "/events").expect(200);
        as(token).get(workspace + "/members").expect(403, "ACCESS.DENIED");
        assertThat(as(token).get(other + "/events").status()).isEqualTo(404);
        as(token(secret, id, installation, now + 7_200))
                .get(workspace + "/events")
                .expect(401, "AUTH.TOKEN_INVALID");
        as(token(secret, id, installation, now - 1)).get(workspace + "/events").expect(401, "AUTH.TOKEN_INVALID");
        as(token(secret, id(other), installation, now + 60))
                .get(other + "/events")
                .expect(401, "AUTH.TOKEN_INVALID");
        as(token("whsec_" + "A".repeat(43) + "=", id, installation, now + 60))
                .get(workspace + "/events")
                .expect(401, "AUTH.TOKEN_INVALID");

        admin.patch(workspace + "/extensions/almanac", new JsonObject().put("enabled", false))
                .expect(200);
        as(token).get(workspace + "/events").expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void isNotAskedAnyMoreOnceItIsUninstalledAndTakesANewSecretWhenItComesBack() {
        var workspace = installed("back");
        tell(workspace, "2024-01-01").expect(200);
        var first = new JsonObject(state()).getJsonObject(id(workspace)).getString("secret");

        admin.delete(workspace + "/extensions/almanac").expect(204);
        tell(workspace, "2024-01-01").expect(404, "CAPABILITY.NOT_FOUND");

        install(workspace);
        tell(workspace, "2024-01-01").expect(200);
        assertThat(new JsonObject(state()).getJsonObject(id(workspace)).getString("secret"))
                .isNotEqualTo(first);
    }

    private static HttpTester as(String token) {
        return product.http().withBearer(token);
    }

    private static String id(String workspace) {
        return workspace.substring(workspace.lastIndexOf('/') + 1);
    }

    /** A token as a service makes it, with nothing but an HMAC. */
    private static String token(String secret, String workspace, String installation, long expiresAt) {
        var claims = new JsonObject()
                .put("iss", "almanac")
                .put("sub", workspace)
                .put("jti", installation)
                .put("exp", expiresAt);
        var signed = base64("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.toBuffer().getBytes());
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            return "ghx_" + signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String installed(String name) {
        var created = admin.post(
                        "/api/workspaces",
                        new JsonObject().put("key", "almanac-" + name).put("name", name))
                .expect(200);
        var workspace = "/api/workspaces/" + created.data().getString("id");
        install(workspace);
        return workspace;
    }

    private static void install(String workspace) {
        var installation = admin.post(
                        workspace + "/extensions",
                        new JsonObject()
                                .put("extensionKey", "almanac")
                                .put(
                                        "grantedPermissions",
                                        new JsonArray().add("events.read").add("events.publish")))
                .expect(201);
        assertThat(installation.body()).doesNotContain("whsec_").doesNotContain("ghx_");
    }

    private static HttpTester.Response tell(String workspace, String date) {
        return admin.post(workspace + "/capabilities/almanac.day.tell", new JsonObject().put("date", date));
    }

    private static String state() {
        try {
            return Files.readString(folder.resolve("state.json"));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static boolean hasPython() {
        try {
            return new ProcessBuilder("python3", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Starts the service on a free port and gives its URL. */
    private static String startService() throws IOException {
        var builder = new ProcessBuilder(
                        "python3", EXAMPLE.resolve("almanac.py").toString(), "0")
                .redirectError(folder.resolve("almanac.log").toFile());
        builder.environment().put("ALMANAC_PLATFORM", product.url());
        builder.environment().put("ALMANAC_STATE", folder.resolve("state.json").toString());
        service = builder.start();
        var said =
                new BufferedReader(new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(said).startsWith("listening on ");
        return "http://127.0.0.1:" + said.substring(said.lastIndexOf(' ') + 1);
    }
}
