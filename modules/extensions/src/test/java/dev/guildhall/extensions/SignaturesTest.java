package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester.Part;
import dev.guildhall.testkit.TestBench;
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
}
