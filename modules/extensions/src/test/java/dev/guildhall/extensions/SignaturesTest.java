package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester.Part;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SignaturesTest {

    private static final String UPLOAD = "/api/admin/marketplace/extensions";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World optional;
    private static KeyPair trusted;
    private static KeyPair stranger;

    @BeforeAll
    static void begin() throws Exception {
        var generator = KeyPairGenerator.getInstance("Ed25519");
        trusted = generator.generateKeyPair();
        stranger = generator.generateKeyPair();
        optional = world(SignaturePolicy.OPTIONAL);
    }

    private static World world(SignaturePolicy policy) {
        return new World(BENCH, policy, List.of(stranger().getPublic(), trusted.getPublic()));
    }

    private static KeyPair stranger() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }

    private static byte[] sign(KeyPair pair, byte[] artifact) throws Exception {
        var signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(artifact);
        return signature.sign();
    }

    @Test
    void takesASignatureAsAFileOfBytesOrAsBase64() throws Exception {
        var bytes = World.quiet(World.extensionKey(), "1.0.0").bytes();
        var signature = sign(trusted, bytes);
        var base64 = Base64.getEncoder().encodeToString(signature);

        var asBytes = optional.asAdministrator()
                .upload(UPLOAD, Part.file("artifact", "a.jar", bytes), Part.file("signature", "a.sig", signature))
                .expect(201);
        assertThat(asBytes.data().getString("signedBy")).matches("[0-9a-f]{16}");
        for (var part :
                List.of(Part.field("signature", base64), Part.file("signature", "a.sig", (base64 + "\n").getBytes()))) {
            optional.asAdministrator()
                    .upload(UPLOAD, Part.file("artifact", "a.jar", bytes), part)
                    .expect(200);
        }
    }

    @Test
    void refusesASignatureThatNoTrustedKeyMadeOverTheseBytes() throws Exception {
        var bytes = World.quiet(World.extensionKey(), "1.0.0").bytes();
        var other = World.quiet(World.extensionKey(), "1.0.0").bytes();

        for (var signature : List.of(sign(stranger, bytes), sign(trusted, other), new byte[64])) {
            optional.asAdministrator()
                    .upload(UPLOAD, Part.file("artifact", "a.jar", bytes), Part.file("signature", "a.sig", signature))
                    .expect(400, "EXTENSION.SIGNATURE_INVALID");
        }
    }

    @Test
    void signsLaterWhatWasTakenUnsigned() throws Exception {
        var bytes = World.quiet(World.extensionKey(), "1.0.0").bytes();
        optional.upload(bytes).expect(201);

        var signed = optional.asAdministrator()
                .upload(
                        UPLOAD,
                        Part.file("artifact", "a.jar", bytes),
                        Part.file("signature", "a.sig", sign(trusted, bytes)))
                .expect(200);

        assertThat(signed.data().getString("signedBy")).isNotNull();
        assertThat(optional.upload(bytes).expect(200).data().getString("signedBy"))
                .isEqualTo(signed.data().getString("signedBy"));
    }

    @Test
    void whereSignaturesAreRequiredNothingUnsignedIsTakenOrInstalled() throws Exception {
        var key = World.extensionKey();
        var bytes = World.quiet(key, "1.0.0").bytes();
        optional.upload(bytes).expect(201);
        var strict = world(SignaturePolicy.REQUIRED);
        var acme = strict.workspace();

        strict.upload(bytes).expect(400, "EXTENSION.SIGNATURE_REQUIRED");
        acme.install(key).expect(400, "EXTENSION.SIGNATURE_REQUIRED");

        strict.asAdministrator()
                .upload(
                        UPLOAD,
                        Part.file("artifact", "a.jar", bytes),
                        Part.file("signature", "a.sig", sign(trusted, bytes)))
                .expect(200);
        acme.install(key).expect(201);
    }

    @Test
    void whoseKeyIsTrustedNoLongerServesNoLonger() throws Exception {
        var key = World.extensionKey();
        var bytes = World.quiet(key, "1.0.0").bytes();
        var before = world(SignaturePolicy.REQUIRED);
        before.asAdministrator()
                .upload(
                        UPLOAD,
                        Part.file("artifact", "a.jar", bytes),
                        Part.file("signature", "a.sig", sign(trusted, bytes)))
                .expect(201);
        var acme = before.workspace();
        acme.install(key).expect(201);
        assertThat(acme.get(key).expect(200).data().getJsonObject("health").getString("status"))
                .isEqualTo("UP");

        var after =
                new World(BENCH, SignaturePolicy.REQUIRED, List.of(stranger().getPublic()));
        var seen = after.as(acme.owner).get(acme.extensions() + "/" + key).expect(200);
        var called = after.as(acme.owner).get(acme.path() + "/x/" + key + "/anything");

        assertThat(seen.data().getJsonArray("conditions").getJsonObject(0).getString("reason"))
                .isEqualTo("SignatureNotTrusted");
        assertThat(seen.data().getJsonObject("health").getString("status")).isEqualTo("DOWN");
        called.expect(503, "EXTENSION.FAILED");
        after.workspace().install(key).expect(400, "EXTENSION.SIGNATURE_REQUIRED");
    }

    private static final String KEYS = "/api/admin/marketplace/keys";

    private static JsonObject key(KeyPair pair) {
        return new JsonObject()
                .put("name", "Acme")
                .put(
                        "publicKey",
                        Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
    }

    @Test
    void trustsKeysThatAdministratorsAddAndTellsWhomARevocationConcerns() throws Exception {
        var added = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var strict = world(SignaturePolicy.REQUIRED);
        var key = World.extensionKey();
        var bytes = World.quiet(key, "1.0.0").bytes();
        var artifact = Part.file("artifact", "a.jar", bytes);
        var signature = Part.file("signature", "a.sig", sign(added, bytes));
        var acme = strict.workspace();

        strict.asAdministrator().upload(UPLOAD, artifact, signature).expect(400, "EXTENSION.SIGNATURE_INVALID");
        var location =
                strict.asAdministrator().post(KEYS, key(added)).expect(201).header("Location");
        strict.asAdministrator().post(KEYS, key(added)).expect(409, "EXTENSION.KEY_EXISTS");
        var version = strict.asAdministrator()
                .upload(UPLOAD, artifact, signature)
                .expect(201)
                .data();
        acme.install(key).expect(201);
        var yanked = strict.asAdministrator()
                .post(UPLOAD + "/" + key + "/versions/1.0.0/yank", null)
                .expect(200)
                .data();
        var revoked = strict.asAdministrator()
                .post(location + "/revoke", null)
                .expect(200)
                .data();

        assertThat(location).endsWith("/" + version.getString("signedBy"));
        var concerned = new JsonArray()
                .add(new JsonObject()
                        .put("workspaceId", acme.id.toString())
                        .put("extensionKey", key)
                        .put("version", "1.0.0"));
        assertThat(yanked.getJsonArray("concerned")).isEqualTo(concerned);
        assertThat(revoked.getJsonArray("concerned")).isEqualTo(concerned);
        assertThat(revoked.getString("revokedAt")).isNotNull();
        strict.as(acme.owner).get(acme.path() + "/x/" + key + "/anything").expect(503, "EXTENSION.FAILED");
        strict.asAdministrator().upload(UPLOAD, artifact, signature).expect(400, "EXTENSION.SIGNATURE_INVALID");
        strict.asAdministrator().post(KEYS, key(added)).expect(409, "EXTENSION.KEY_EXISTS");
        assertThat(strict.asAdministrator().get(KEYS).expect(200).list().stream()
                        .map(JsonObject.class::cast)
                        .filter(one -> location.endsWith(one.getString("fingerprint")))
                        .map(one -> one.getString("revokedAt")))
                .containsExactly(revoked.getString("revokedAt"));
        strict.as(strict.user()).get(KEYS).expect(403, "ACCESS.DENIED");
        strict.asAdministrator().post(KEYS + "/0000000000000000/revoke", null).expect(404, "EXTENSION.KEY_NOT_FOUND");
    }

    @Test
    void whereItIsOnlyToldAnUnsignedVersionSaysSo() {
        var telling = world(SignaturePolicy.WARN);
        var key = World.extensionKey();
        telling.publish(World.quiet(key, "1.0.0"));
        var acme = telling.workspace();
        acme.install(key).expect(201);

        var conditions = acme.get(key).expect(200).data().getJsonArray("conditions");

        assertThat(conditions.stream()
                        .map(JsonObject.class::cast)
                        .filter(condition -> condition.getString("type").equals("Signed"))
                        .map(condition -> condition.getString("reason")))
                .containsExactly("SignatureNotTrusted");
        assertThat(acme.state(key)).isEqualTo("ACTIVE");
    }
}
