package dev.guildhall.surfaces;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The Portal surface over HTTP, as a gateway's frontends use it. */
class PortalSurfaceTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String PASSWORD = "correct-horse-battery";
    private static final String SELF = "/web/v1/workspaces/self";

    private static TestProduct product;
    private static HttpTester admin;
    private static String code;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("portal").assemble());
        admin = product.asAdministrator();
        code = portal("OPTIONAL").data().getString("accessCode");
    }

    @Test
    void theTypicalDeveloperSequenceRuns() {
        var ada = person();
        var bob = person();

        assertThat(list(ada.portal.get("/web/v1/tenant/workspaces/mine").expect(200)))
                .isEmpty();
        var made = ada.portal.post(SELF, workspace("Ada's")).expect(201).json();
        assertThat(made.getString("version")).isEqualTo("2.0.0");
        assertThat(made.getString("code")).isEqualTo("2001");
        assertThat(made.getBoolean("success")).isTrue();
        assertThat(made.getLong("timestamp")).isGreaterThan(1_700_000_000_000L);
        var id = made.getJsonObject("data").getString("workspaceId");
        var again = ada.portal.post(SELF, workspace("Second")).expect(409).json();
        assertThat(again.getString("code")).isEqualTo("WORKSPACE.ALREADY_OWNS_WORKSPACE");
        assertThat(again.getBoolean("success")).isFalse();

        ada.portal
                .send("POST", "/web/v1/tenant/workspaces/" + id + "/default", "")
                .expect(200);
        var mine = list(ada.portal.get("/web/v1/tenant/workspaces/mine").expect(200));
        var only = mine.getJsonObject(0);
        assertThat(only.getString("workspaceId")).isEqualTo(id);
        assertThat(only.getString("workspaceTimezone")).isEqualTo("Europe/Berlin");
        assertThat(only.getBoolean("isDefault")).isTrue();
        assertThat(only.getBoolean("isOwner")).isTrue();

        var roles = "/web/v1/workspaces/" + id + "/roles";
        var role = new JsonObject()
                .put("name", "Helper")
                .put("description", "Helps")
                .put("permissions", new JsonArray().add("workspace.read").add("members.read"));
        assertThat(ada.portal.post(roles, role).expect(201).json().getString("code"))
                .isEqualTo("2001");
        assertThat(ada.portal
                        .post(roles, role.copy().put("name", "HELPER"))
                        .expect(409)
                        .json()
                        .getString("code"))
                .isEqualTo("WORKSPACE.ROLE_NAME_EXISTS");
        assertThat(names(ada.portal.get(roles).expect(200)))
                .containsExactly("OWNER", "ADMIN", "MEMBER", "VIEWER", "Helper");

        var invitations = "/web/v1/workspaces/" + id + "/invitations";
        var invitation = new JsonObject().put("email", bob.email).put("role", "MEMBER");
        var invited = ada.portal.post(invitations, invitation).expect(201);
        assertThat(invited.json().getString("code")).isEqualTo("2001");
        assertThat(invited.body()).doesNotContain("ghl_inv_");
        assertThat(ada.portal.post(invitations, invitation).expect(409).json().getString("code"))
                .isEqualTo("INVITATION.ALREADY_PENDING");

        ada.api.post("/api/workspaces/" + id + "/members", seat(bob, "MEMBER")).expect(200);
        var changed = ada.portal
                .post("/web/v1/workspaces/" + id + "/members/role/change", seat(bob, "helper"))
                .expect(200);
        assertThat(data(changed).getString("role")).isEqualTo("Helper");
        bob.portal
                .send("POST", "/web/v1/tenant/workspaces/" + id + "/leave", "")
                .expect(200);
        bob.portal.get(roles).expect(404);
        var stuck = ada.portal
                .send("POST", "/web/v1/tenant/workspaces/" + id + "/leave", "")
                .expect(409);
        assertThat(stuck.json().getString("code")).isEqualTo("MEMBER.OWNER_MUST_TRANSFER");
    }

    @Test
    void theSequenceRunsAsTheOneScriptThatIsShownToDevelopers(@TempDir Path folder) throws Exception {
        var script = Path.of("examples/developer-sequence.sh");
        var output = folder.resolve("sequence.out");
        var builder = new ProcessBuilder("bash", script.toString(), admin.base())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(Map.of("ADMIN_EMAIL", account("ADMIN", "USER"), "ADMIN_PASSWORD", PASSWORD));

        var sequence = builder.start();

        assertThat(sequence.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(Files.readString(output)).endsWith(" as Support.\n");
        assertThat(sequence.exitValue()).isZero();
    }

    @Test
    void aPortalIsKnownByItsCodeAlone() {
        var ada = person();
        var mine = "/web/v1/tenant/workspaces/mine";

        for (var wrong : List.of("", "pac_", "pac_" + "A".repeat(43), code + "x", "x".repeat(300))) {
            var refused =
                    ada.api.withHeader("X-PORTAL-ACCESS-CODE", wrong).get(mine).expect(403);
            assertThat(refused.json().getString("code")).isEqualTo("PORTAL.ACCESS_CODE_INVALID");
        }
        assertThat(ada.api.get(mine).expect(403).json().getString("code")).isEqualTo("PORTAL.ACCESS_CODE_INVALID");
    }

    @Test
    void aRotatedCodeWorksNoMoreAndTheNewOneDoes() {
        var ada = person();
        var mine = "/web/v1/tenant/workspaces/mine";
        var made = portal("OPTIONAL").data();
        ada.api
                .withHeader("X-PORTAL-ACCESS-CODE", made.getString("accessCode"))
                .get(mine)
                .expect(200);

        var rotated = admin.send("POST", "/api/admin/portals/" + made.getString("id") + "/rotate", "")
                .expect(200)
                .data();

        ada.api
                .withHeader("X-PORTAL-ACCESS-CODE", made.getString("accessCode"))
                .get(mine)
                .expect(403);
        ada.api
                .withHeader("X-PORTAL-ACCESS-CODE", rotated.getString("accessCode"))
                .get(mine)
                .expect(200);
        admin.delete("/api/admin/portals/" + made.getString("id")).expect(204);
        ada.api
                .withHeader("X-PORTAL-ACCESS-CODE", rotated.getString("accessCode"))
                .get(mine)
                .expect(403);
    }

    @Test
    void aMissingOrBadTokenIs4010() {
        var nobody = product.asNobody().withHeader("X-PORTAL-ACCESS-CODE", code);

        for (var client : List.of(nobody, nobody.withBearer("nonsense"), nobody.withBearer("a.b.c"))) {
            var refused =
                    client.get("/web/v1/tenant/workspaces/mine").expect(401).json();
            assertThat(refused.getString("code")).isEqualTo("4010");
            assertThat(refused.getBoolean("success")).isFalse();
        }
    }

    @Test
    void aSessionOfTheCanonicalApiIsNoTokenHere() {
        var credentials = new JsonObject().put("email", account("USER")).put("password", PASSWORD);
        var signedIn = product.asNobody().post("/api/auth/login", credentials).expect(200);
        var session = signedIn.header("Set-Cookie").split(";")[0];

        var refused = product.asNobody()
                .withHeader("Cookie", session)
                .withHeader("X-PORTAL-ACCESS-CODE", code)
                .get("/web/v1/tenant/workspaces/mine")
                .expect(401);

        assertThat(refused.json().getString("code")).isEqualTo("4010");
        product.asNobody().withHeader("Cookie", session).get("/api/auth/me").expect(200);
    }

    @Test
    void whatIsWrongWithARequestIsSaidInTheEnvelope() {
        var ada = person();

        var refused =
                ada.portal.post(SELF, new JsonObject().put("workspaceName", 7).put("color", "red"));

        refused.expect(400);
        assertThat(refused.json().getString("code")).isEqualTo("REQUEST.INVALID");
        assertThat(data(refused).getJsonArray("details")).isNotEmpty();
        assertThat(fields(ada.portal.post(SELF, workspace("  ").put("workspaceTimezone", "Mars/Olympus"))))
                .containsExactly("workspaceName", "workspaceTimezone");
        assertThat(ada.portal.get("/web/v1/nothing").expect(404).json().getString("version"))
                .isEqualTo("2.0.0");
        ada.portal.send("POST", SELF, "{").expect(400);
    }

    @Test
    void aBodyMayBeEncryptedAndMustBeWhereThePortalRequiresIt() throws Exception {
        var strict = portal("REQUIRED").data().getString("accessCode");
        var ada = person();
        var client = ada.api.withHeader("X-PORTAL-ACCESS-CODE", strict);

        var refused = client.post(SELF, workspace("Plain")).expect(403);
        assertThat(refused.json().getString("code")).isEqualTo("PORTAL.SECURE_CHANNEL_REQUIRED");
        var key = key();
        var opened = send(client, encrypted(key, ada, SELF, workspace("Hidden").encode()));
        assertThat(data(opened.expect(201)).getString("workspaceName")).isEqualTo("Hidden");

        var bob = person();
        assertThat(send(
                                bob.portal,
                                encrypted(key, bob, SELF, workspace("Optional").encode()))
                        .status())
                .isEqualTo(201);
        client.get("/web/v1/tenant/workspaces/mine").expect(200);
        var makeDefault = "/web/v1/tenant/workspaces/" + data(opened).getString("workspaceId") + "/default";
        for (var plain : List.of("", "{}")) {
            assertThat(client.send("POST", makeDefault, plain)
                            .expect(403)
                            .json()
                            .getString("code"))
                    .isEqualTo("PORTAL.SECURE_CHANNEL_REQUIRED");
        }
        var message = encrypted(key, ada, makeDefault, "{}");
        send(client, makeDefault, message).expect(200);
        assertThat(send(client, makeDefault, message).expect(409).json().getString("code"))
                .isEqualTo("PORTAL.SECURE_CHANNEL_REPEATED");
    }

    @Test
    void whatIsNotEncryptedForUsIsRefused() throws Exception {
        var ada = person();
        var key = key();
        var other = new RSAKeyGenerator(2048).generate();
        var body = workspace("Never").encode();
        var zipped = new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                .compressionAlgorithm(CompressionAlgorithm.DEF)
                .build();
        var cbc = new JWEHeader(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256CBC_HS512);
        var good = encrypted(key, ada, SELF, body);

        for (var wrong : List.of(
                "",
                "garbage",
                "a.b.c.d.e",
                encrypted(other, ada, SELF, body),
                encrypted(key, person(), SELF, body),
                encrypted(key, ada, SELF + "/other", body),
                encrypted(key, zipped, body),
                encrypted(key, cbc, body),
                good.substring(0, good.length() - 4) + "AAAA")) {
            var refused = send(ada.portal, wrong).expect(400);
            assertThat(refused.json().getString("code")).isEqualTo("PORTAL.SECURE_CHANNEL_INVALID");
        }
        assertThat(send(ada.portal, encrypted(key, ada, SELF, "{"))
                        .expect(400)
                        .json()
                        .getString("code"))
                .isEqualTo("REQUEST.INVALID");
    }

    @Test
    void portalsAreManagedByAdministratorsAndShowTheirCodeOnce() {
        var made = portal("required");
        var path = made.header("Location");

        assertThat(made.data().getString("accessCode")).startsWith("pac_");
        assertThat(made.data().getString("secureChannel")).isEqualTo("REQUIRED");
        assertThat(admin.get(path).expect(200).body()).doesNotContain("pac_", "accessCode");
        assertThat(admin.get("/api/admin/portals").expect(200).body()).doesNotContain("pac_", "hash");
        var name = made.data().getString("name");
        admin.post("/api/admin/portals", new JsonObject().put("name", name.toUpperCase(Locale.ROOT)))
                .expect(409, "PORTAL.NAME_EXISTS");
        admin.post("/api/admin/portals", new JsonObject().put("name", "X").put("secureChannel", "sometimes"))
                .expect(400, "REQUEST.INVALID");
        var relaxed = admin.withHeader("If-Match", made.header("ETag"))
                .patch(path, new JsonObject().put("secureChannel", "OPTIONAL"))
                .expect(200);
        assertThat(relaxed.data().getString("secureChannel")).isEqualTo("OPTIONAL");
        admin.withHeader("If-Match", made.header("ETag")).delete(path).expect(412);
        person().api.get("/api/admin/portals").expect(403, "ACCESS.DENIED");
    }

    @Test
    void itsContractIsServedToEverybody() {
        var contract =
                product.asNobody().get("/web/v1/openapi.json").expect(200).json();

        assertThat(contract.getJsonObject("paths").fieldNames())
                .contains(SELF, "/web/v1/tenant/workspaces/mine")
                .allMatch(path -> path.startsWith("/web/v1/"));
    }

    private record Person(HttpTester api, HttpTester portal, String id, String email) {}

    private static Person person() {
        var user = product.user();
        var api = product.as(user);
        return new Person(
                api, api.withHeader("X-PORTAL-ACCESS-CODE", code), user.toString(), TestProduct.address(user));
    }

    /** The address of a new account that somebody can sign in to. */
    private static String account(String... roles) {
        var email = TestProduct.name("account") + "@acme.example";
        var account = new JsonObject()
                .put("email", email)
                .put("fullName", "Somebody")
                .put("password", PASSWORD)
                .put("roles", new JsonArray(List.of(roles)));
        admin.post("/api/admin/users", account).expect(201);
        return email;
    }

    private static Response portal(String channel) {
        var request = new JsonObject().put("name", TestProduct.name("Portal")).put("secureChannel", channel);
        return admin.post("/api/admin/portals", request).expect(201);
    }

    private static JsonObject workspace(String name) {
        return new JsonObject().put("workspaceName", name).put("workspaceTimezone", "Europe/Berlin");
    }

    private static JsonObject seat(Person person, String role) {
        return new JsonObject().put("userId", person.id).put("role", role);
    }

    private static List<String> names(Response roles) {
        return list(roles).stream()
                .map(role -> ((JsonObject) role).getString("name"))
                .toList();
    }

    private static List<String> fields(Response refused) {
        return data(refused.expect(400)).getJsonArray("details").stream()
                .map(detail -> ((JsonObject) detail).getString("field"))
                .toList();
    }

    private static JsonObject data(Response response) {
        return response.json().getJsonObject("data");
    }

    private static JsonArray list(Response response) {
        return response.json().getJsonArray("data");
    }

    private static RSAKey key() throws ParseException {
        return RSAKey.parse(
                data(product.asNobody().get("/web/v1/secure-channel/key").expect(200))
                        .encode());
    }

    private static String encrypted(RSAKey key, Person sender, String path, String text) throws JOSEException {
        var header = new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                .keyID(key.getKeyID())
                .contentType("json")
                .customParam("htm", "POST")
                .customParam("htu", path)
                .subject(sender.id())
                .customParam("jti", UUID.randomUUID().toString())
                .customParam("iat", Instant.now().getEpochSecond())
                .build();
        return encrypted(key, header, text);
    }

    private static String encrypted(RSAKey key, JWEHeader header, String text) throws JOSEException {
        var object = new JWEObject(header, new Payload(text));
        object.encrypt(new RSAEncrypter(key));
        return object.serialize();
    }

    private static Response send(HttpTester client, String jwe) {
        return send(client, SELF, jwe);
    }

    private static Response send(HttpTester client, String path, String jwe) {
        return client.sendBytes("POST", path, "application/jose", jwe.getBytes(StandardCharsets.US_ASCII));
    }
}
