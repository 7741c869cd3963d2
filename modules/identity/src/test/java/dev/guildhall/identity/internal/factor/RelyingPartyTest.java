package dev.guildhall.identity.internal.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.internal.factor.Ceremonies.Ceremony;
import dev.guildhall.testkit.passkey.SoftwareAuthenticator;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages of authenticators that are cut, or have other bytes in them: refused, and never a fault of this server. */
class RelyingPartyTest {

    private static final byte[] CHALLENGE = new byte[32];
    private static final Ceremony CEREMONY = new Ceremony("state", CHALLENGE, Instant.MAX);
    private static final UserId USER = new UserId(Ids.next());

    private final Random random = new Random(7);
    private final RelyingParty party = new RelyingParty(URI.create("https://Guildhall.Test:8443/"));
    private final SoftwareAuthenticator authenticator = new SoftwareAuthenticator("https://guildhall.test:8443");

    private Attestation attestation() {
        var options = PasskeyOptions.toCreate(CEREMONY, party, USER, "ada@example.org", List.of());
        return Attestation.of(authenticator.create(options.getJsonObject("publicKey")));
    }

    private Passkey registered() {
        var made = party.register(CHALLENGE, attestation());
        return new Passkey(
                Ids.next(),
                USER,
                made.credentialId(),
                made.publicKey(),
                made.signatureCount(),
                made.backupEligible(),
                List.of(),
                "Mine",
                Instant.EPOCH,
                Optional.empty());
    }

    private Assertion assertion() {
        var options = PasskeyOptions.toGet(CEREMONY, party, List.of());
        return Assertion.of(authenticator.get(options.getJsonObject("publicKey")));
    }

    @Test
    void whatIsWholeIsTaken() {
        var passkey = registered();

        assertThat(party.verify(CHALLENGE, passkey, assertion())).isEqualTo(2);
        assertThat(party.id()).isEqualTo("guildhall.test");
    }

    @Test
    void anAttestationThatIsCutAnywhereIsRefused() {
        var whole = attestation();

        for (var length = 0; length < whole.attestationObject().length; length++) {
            var cut = Arrays.copyOf(whole.attestationObject(), length);
            refuses(() -> party.register(CHALLENGE, new Attestation(whole.clientData(), cut, List.of())));
        }
        for (var length = 0; length < whole.clientData().length; length++) {
            var cut = Arrays.copyOf(whole.clientData(), length);
            refuses(() -> party.register(CHALLENGE, new Attestation(cut, whole.attestationObject(), List.of())));
        }
    }

    @Test
    void anAssertionThatIsCutAnywhereIsRefused() {
        var passkey = registered();
        var whole = assertion();

        for (var length = 0; length < whole.authenticatorData().length; length++) {
            var cut = Arrays.copyOf(whole.authenticatorData(), length);
            refuses(() -> party.verify(
                    CHALLENGE,
                    passkey,
                    new Assertion(whole.credentialId(), whole.clientData(), cut, whole.signature(), null)));
        }
        for (var length = 0; length < whole.signature().length; length++) {
            var cut = Arrays.copyOf(whole.signature(), length);
            refuses(() -> party.verify(
                    CHALLENGE,
                    passkey,
                    new Assertion(whole.credentialId(), whole.clientData(), whole.authenticatorData(), cut, null)));
        }
    }

    @Test
    void anAttestationWithOtherBytesIsTakenOrRefused() {
        var whole = attestation();

        for (var attempt = 0; attempt < 3_000; attempt++) {
            var changed = changed(whole.attestationObject());
            takesOrRefuses(() -> party.register(CHALLENGE, new Attestation(whole.clientData(), changed, List.of())));
        }
    }

    @Test
    void anAssertionWithOtherBytesIsRefused() {
        var passkey = registered();
        var whole = assertion();

        for (var attempt = 0; attempt < 500; attempt++) {
            var data = changed(whole.authenticatorData());
            refuses(() -> party.verify(
                    CHALLENGE,
                    passkey,
                    new Assertion(whole.credentialId(), whole.clientData(), data, whole.signature(), null)));
            var signature = changed(whole.signature());
            refuses(() -> party.verify(
                    CHALLENGE,
                    passkey,
                    new Assertion(
                            whole.credentialId(), whole.clientData(), whole.authenticatorData(), signature, null)));
        }
    }

    @Test
    void aSignatureOfZerosIsRefused() {
        var passkey = registered();
        var whole = assertion();
        for (var zeros : List.of(new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}, new byte[64], new byte[0])) {
            refuses(() -> party.verify(
                    CHALLENGE,
                    passkey,
                    new Assertion(whole.credentialId(), whole.clientData(), whole.authenticatorData(), zeros, null)));
        }
    }

    @Test
    void whatSaysThatItIsHugeOrDeepIsRefused() {
        var data = attestation().clientData();
        for (var head : List.of(
                new byte[] {(byte) 0x9b, 0x7f, -1, -1, -1, -1, -1, -1, -1}, // an array of 2^63 - 1
                new byte[] {(byte) 0xbb, 0x7f, -1, -1, -1, -1, -1, -1, -1}, // a map
                new byte[] {(byte) 0x5b, 0x7f, -1, -1, -1, -1, -1, -1, -1}, // bytes
                new byte[] {(byte) 0x5a, 0x7f, -1, -1, -1}, // two gigabytes
                new byte[] {(byte) 0xa1, 0x68, 'a', 'u', 't', 'h', 'D', 'a', 't', 'a', 0x5a, 0x7f, -1, -1, -1},
                new byte[] {(byte) 0xa1, 0x68, 'a', 'u', 't', 'h', 'D', 'a', 't', 'a', (byte) 0xf6},
                deep())) {
            refuses(() -> party.register(CHALLENGE, new Attestation(data, head, List.of())));
        }
        var deepJson = "{\"type\":".repeat(5_000).getBytes(StandardCharsets.US_ASCII);
        refuses(() -> party.register(
                CHALLENGE, new Attestation(deepJson, attestation().attestationObject(), List.of())));
        for (var json : List.of("null", "7", "[]", "{}", "\"x\"", "{\"type\":null}", "{\"challenge\":7}")) {
            var clientData = json.getBytes(StandardCharsets.US_ASCII);
            refuses(() -> party.register(
                    CHALLENGE, new Attestation(clientData, attestation().attestationObject(), List.of())));
        }
    }

    private static byte[] deep() {
        var arrays = new byte[40_000];
        Arrays.fill(arrays, (byte) 0x81);
        return arrays;
    }

    private byte[] changed(byte[] whole) {
        var changed = whole.clone();
        for (var change = 0; change <= random.nextInt(3); change++) {
            var at = random.nextInt(changed.length);
            changed[at] = (byte) (whole[at] + 1 + random.nextInt(255));
        }
        return changed;
    }

    private static void refuses(Runnable work) {
        assertThatThrownBy(work::run).isInstanceOfSatisfying(Problem.class, RelyingPartyTest::isOfClient);
    }

    // A change may say what is right as well, as one of a name that nobody reads.
    private static void takesOrRefuses(Runnable work) {
        try {
            work.run();
        } catch (Problem refusal) {
            isOfClient(refusal);
        }
    }

    private static void isOfClient(Problem refusal) {
        assertThat(refusal.code().kind().status()).isBetween(400, 499);
        assertThat(new JsonObject().put("message", refusal.getMessage()).encode())
                .doesNotContain("Exception");
    }
}
