package dev.guildhall.identity.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.identity.internal.saml.SamlAnswers.Read;
import dev.guildhall.testkit.saml.FakeSamlProvider;
import dev.guildhall.testkit.saml.FakeSamlProvider.Request;
import dev.guildhall.testkit.saml.SamlDraft;
import dev.guildhall.testkit.saml.TestCertificate;
import dev.guildhall.testkit.saml.XmlEncrypter;
import dev.guildhall.testkit.saml.XmlSigner;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;

/** Answers whose assertion is encrypted for this server, which anybody can do: they prove nothing by that. */
class EncryptedAnswersTest {

    private static final String EMAIL = "ada@acme.example";
    private static final FakeSamlProvider PROVIDER = new FakeSamlProvider();
    private static final TestCertificate OURS = TestCertificate.rsa(2_048);
    private static final SamlKey KEY = new SamlKey(OURS.keys().getPrivate(), OURS.base64());
    private static final Request REQUEST =
            new Request("_request", "https://guildhall.example/acs", "https://guildhall.example/metadata", "state");

    private static SamlDraft draft() {
        return PROVIDER.draft(REQUEST, "ada", EMAIL);
    }

    private static XmlEncrypter encrypter() {
        return new XmlEncrypter(OURS.keys().getPublic());
    }

    private static Read read(String xml) {
        return SamlAnswers.read(
                Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8)),
                new SamlExpectation(
                        FakeSamlProvider.ENTITY_ID,
                        List.of(PROVIDER.certificate.x509()),
                        REQUEST.issuer(),
                        REQUEST.acs(),
                        REQUEST.id(),
                        KEY,
                        Instant.now()));
    }

    /** With a signed assertion, as most providers do it. */
    private static String encrypted(XmlEncrypter by) {
        return encrypted(draft(), by);
    }

    private static String encrypted(SamlDraft draft, XmlEncrypter by) {
        var document = XmlSigner.parse(PROVIDER.signed(draft));
        by.encrypt(document);
        return XmlSigner.text(document);
    }

    private static String encrypted(Consumer<XmlEncrypter> change) {
        var by = encrypter();
        change.accept(by);
        return encrypted(by);
    }

    /** With a signature around what is encrypted, and perhaps none in it. */
    private static String signedAround(SamlDraft draft, UnaryOperator<Document> before, UnaryOperator<String> after) {
        var document = before.apply(XmlSigner.parse(draft.response()));
        encrypter().encrypt(document);
        PROVIDER.signer().sign(document.getDocumentElement());
        return after.apply(XmlSigner.text(document));
    }

    static Stream<Arguments> twins() {
        return Stream.of(
                twin("by AES-GCM of 256 bits", by -> {}),
                twin("by AES-GCM of 192 bits", by -> by.content = XmlEncrypter.XENC11 + "aes192-gcm"),
                twin("by AES-GCM of 128 bits", by -> by.content = XmlEncrypter.XENC11 + "aes128-gcm"),
                twin("by AES-CBC of 256 bits", by -> by.content = XmlEncrypter.XENC + "aes256-cbc"),
                twin("by AES-CBC of 192 bits", by -> by.content = XmlEncrypter.XENC + "aes192-cbc"),
                twin("by AES-CBC of 128 bits", by -> by.content = XmlEncrypter.XENC + "aes128-cbc"),
                twin("with the key behind it", by -> by.isKeyBehind = true),
                twin("by OAEP that says its digest", by -> by.digest = "http://www.w3.org/2000/09/xmldsig#sha1"),
                twin("by OAEP with SHA-256", by -> by.digest = XmlEncrypter.XENC + "sha256"),
                twin("by OAEP with SHA-256 for both", by -> {
                    by.wrapping = XmlEncrypter.OAEP;
                    by.digest = XmlEncrypter.XENC + "sha256";
                    by.mask = XmlEncrypter.XENC11 + "mgf1sha256";
                }),
                Arguments.of(
                        "signed around what is encrypted",
                        signedAround(draft(), same -> same, UnaryOperator.identity())),
                Arguments.of(
                        "signed around it and in it",
                        signedAround(
                                draft(),
                                document -> {
                                    PROVIDER.signer().sign(XmlSigner.assertion(document));
                                    return document;
                                },
                                UnaryOperator.identity())));
    }

    private static Arguments twin(String what, Consumer<XmlEncrypter> change) {
        return Arguments.of(what, encrypted(change));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twins")
    void anAnswerIsTaken(String what, String xml) {
        var read = read(xml);

        assertThat(read.refusal()).isEmpty();
        var assertion = read.assertion().orElseThrow();
        assertThat(assertion.subject()).isEqualTo("ada");
        assertThat(assertion.attributes()).containsEntry("email", List.of(EMAIL));
        assertThat(xml).doesNotContain(EMAIL);
        assertThat(read.sent().toString()).doesNotContain("Lovelace");
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(forms(), contents(), wrappings(), rules()).flatMap(each -> each);
    }

    /** What everybody sees. */
    private static Stream<Arguments> forms() {
        return Stream.of(
                form("by RSA with the padding of PKCS #1", by -> by.wrapping = XmlEncrypter.RSA_1_5),
                form("by Triple DES", by -> by.content = XmlEncrypter.XENC + "tripledes-cbc"),
                form("by OAEP with MD5", by -> by.digest = "http://www.w3.org/2001/04/xmldsig-more#md5"),
                form(
                        "by OAEP with a mask of its own where it has none",
                        by -> by.mask = XmlEncrypter.XENC11 + "mgf1sha256"),
                written("with another type", "xmlenc#Element", "xmlenc#Content"),
                written("without a key", "<xenc:EncryptedKey>.*</xenc:EncryptedKey>", "<ds:KeyName>ours</ds:KeyName>"),
                written("with two keys", "(<xenc:EncryptedKey>.*</xenc:EncryptedKey>)", "$1$1"),
                written(
                        "with a label",
                        "rsa-oaep-mgf1p\">",
                        "rsa-oaep-mgf1p\"><xenc:OAEPparams>bGFiZWw=</xenc:OAEPparams>"),
                written(
                        "that is elsewhere",
                        "<xenc:CipherValue>[^<]*</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>",
                        "<xenc:CipherReference URI=\"http://127.0.0.1/\"/></xenc:CipherData></xenc:EncryptedData>"),
                written(
                        "that is not in base64",
                        "<xenc:CipherValue>[^<]*</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>",
                        "<xenc:CipherValue>!!!!</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>"),
                written(
                        "with something else beside it",
                        "</xenc:CipherData></xenc:EncryptedData>",
                        "</xenc:CipherData><xenc:EncryptionProperties/></xenc:EncryptedData>"),
                form("that is too short", by -> by.encrypted = bytes -> new byte[8]));
    }

    private static Arguments form(String what, Consumer<XmlEncrypter> change) {
        return Arguments.of("ENCRYPTED", what, encrypted(change));
    }

    private static Arguments written(String what, String part, String instead) {
        return form(
                what,
                by -> by.written = xml -> {
                    var changed = xml.replaceFirst(part, instead);
                    assertThat(changed).isNotEqualTo(xml);
                    return changed;
                });
    }

    /** What only who has the key could see. */
    private static Stream<Arguments> contents() {
        return Stream.of(
                form(
                        "UNREADABLE",
                        "for another key",
                        by -> by.key = FakeSamlProvider.STRANGE.keys().getPublic()),
                form("UNREADABLE", "whose key is none", by -> by.wrapped = key -> new byte[key.length]),
                form("UNREADABLE", "that was changed", by -> by.encrypted = EncryptedAnswersTest::changedAtItsEnd),
                Arguments.of("UNREADABLE", "that nobody has signed", inside(draft(), draft().assertion())),
                Arguments.of(
                        "UNREADABLE",
                        "that another has signed",
                        inside(draft(), signedBy(FakeSamlProvider.STRANGE.keys(), draft()))),
                Arguments.of("UNREADABLE", "that is no XML", inside(draft(), "nothing like it")),
                Arguments.of("UNREADABLE", "that is empty", inside(draft(), "")),
                Arguments.of(
                        "UNREADABLE",
                        "with a document type",
                        inside(draft(), "<!DOCTYPE a [<!ENTITY b \"c\">]>" + signedBy(OURS.keys(), draft()))),
                Arguments.of(
                        "UNREADABLE",
                        "with a comment in it",
                        inside(draft(), ours(draft()).replace(">ada<", ">a<!-- -->da<"))),
                Arguments.of(
                        "UNREADABLE",
                        "that was changed after it was signed",
                        inside(draft(), ours(draft()).replace(">ada<", ">eve<"))));
    }

    private static Arguments form(String rule, String what, Consumer<XmlEncrypter> change) {
        return Arguments.of(rule, what, encrypted(change));
    }

    private static byte[] changedAtItsEnd(byte[] bytes) {
        var changed = bytes.clone();
        changed[changed.length - 1] ^= 1;
        return changed;
    }

    /** An assertion as the provider has signed it. */
    private static String ours(SamlDraft draft) {
        return signedBy(PROVIDER.certificate.keys(), draft);
    }

    private static String signedBy(KeyPair keys, SamlDraft draft) {
        var document = XmlSigner.parse(draft.response());
        new XmlSigner(keys.getPrivate()).sign(XmlSigner.assertion(document));
        return XmlEncrypter.text(XmlSigner.assertion(document));
    }

    /** An answer that nobody has signed, with this in it. */
    private static String inside(SamlDraft draft, String plain) {
        return draft.response(encrypter().encrypted(plain));
    }

    private static Stream<Arguments> wrappings() {
        var evil = draft();
        evil.subject = "eve";
        var forged = evil.assertion();
        var good = ours(draft());
        return Stream.of(
                Arguments.of(
                        "NOT_ONE_ASSERTION",
                        "beside one that is not",
                        evil.response(encrypter().encrypted(good) + forged)),
                Arguments.of(
                        "NOT_ONE_ASSERTION",
                        "behind one that is not",
                        evil.response(forged + encrypter().encrypted(good))),
                Arguments.of(
                        "NOT_ONE_ASSERTION",
                        "twice",
                        evil.response(encrypter().encrypted(good) + encrypter().encrypted(forged))),
                Arguments.of(
                        "NOT_ONE_ASSERTION",
                        "elsewhere",
                        evil.response("<samlp:Extensions>" + encrypter().encrypted(good) + "</samlp:Extensions>")),
                Arguments.of(
                        "UNREADABLE",
                        "around the one that is signed",
                        inside(evil, forged.replace("</saml:Assertion>", good + "</saml:Assertion>"))),
                Arguments.of(
                        "UNREADABLE",
                        "with the one that is signed in its signature",
                        inside(evil, wrappedInSignature(forged, good))),
                Arguments.of("UNREADABLE", "in a response", inside(evil, draft().response(good))),
                Arguments.of(
                        "UNREADABLE",
                        "in another that is encrypted",
                        inside(evil, encrypter().encrypted(good))),
                Arguments.of(
                        "REFERENCE",
                        "beside a signature of what is in it",
                        evil.response(encrypter().encrypted(forged)
                                + good.replaceFirst("(?s).*?(<ds:Signature .*</ds:Signature>).*", "$1"))),
                Arguments.of(
                        "CHANGED",
                        "in the place of what was signed around it",
                        signedAround(draft(), same -> same, xml -> {
                            var changed = xml.replaceFirst(
                                    "<saml:EncryptedAssertion.*</saml:EncryptedAssertion>",
                                    encrypter().encrypted(forged));
                            assertThat(changed).isNotEqualTo(xml);
                            return changed;
                        })));
    }

    private static String wrappedInSignature(String forged, String good) {
        var signature = good.replaceFirst("(?s).*?(<ds:Signature .*</ds:Signature>).*", "$1");
        var object = "<ds:Object>" + good.replace(signature, "") + "</ds:Object></ds:Signature>";
        return forged.replaceFirst("</saml:Issuer>", "</saml:Issuer>" + signature.replace("</ds:Signature>", object));
    }

    /** What the provider itself says wrongly. */
    private static Stream<Arguments> rules() {
        return Stream.of(
                said("AUDIENCE", "for another audience", draft -> draft.audiences = SamlDraft.audience("other")),
                said("REQUEST", "for another request", draft -> draft.confirmedTo = "_other"),
                said(
                        "TOO_LATE",
                        "that is over",
                        draft -> draft.notOnOrAfter = draft.now.minusSeconds(90).toString()),
                said("ISSUER", "of another issuer", draft -> draft.issuer = "https://other.example"));
    }

    private static Arguments said(String rule, String what, Consumer<SamlDraft> change) {
        var draft = draft();
        change.accept(draft);
        return Arguments.of(rule, what, encrypted(draft, encrypter()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("forgeries")
    void anAnswerIsRefused(String rule, String what, String xml) {
        var read = read(xml);

        assertThat(read.assertion()).isEmpty();
        var refusal = read.refusal().orElseThrow();
        assertThat(refusal.fault().name()).as(refusal.getMessage()).isEqualTo(rule);
        assertThat(read.sent().toString() + refusal.getMessage()).doesNotContain("Lovelace", "eve");
    }

    @Test
    void whateverIsChangedInWhatIsEncryptedIsToldAlike() {
        // Its last block ends the last tag, so that it can neither be changed nor be taken for padding unnoticed.
        var good = ours(draft());
        var plain = " ".repeat(Math.floorMod(3 - good.length(), 16)) + good;
        var unchanged = encrypter();
        unchanged.content = XmlEncrypter.XENC + "aes128-cbc";
        assertThat(read(draft().response(unchanged.encrypted(plain))).assertion())
                .isPresent();

        // Each bit of the last two blocks, so that paddings come out right and wrong.
        var outcomes = IntStream.range(0, 2 * 16 * 8)
                .mapToObj(bit -> {
                    var by = encrypter();
                    by.content = XmlEncrypter.XENC + "aes128-cbc";
                    by.encrypted = bytes -> flipped(bytes, bytes.length - 32 + bit / 8, bit % 8);
                    return read(draft().response(by.encrypted(plain))).refusal().orElseThrow();
                })
                .map(refusal -> refusal.fault() + refusal.getMessage())
                .distinct();

        assertThat(outcomes)
                .containsExactly(
                        SamlFault.UNREADABLE + SamlFault.UNREADABLE.refuse().getMessage());
    }

    private static byte[] flipped(byte[] bytes, int at, int bit) {
        var changed = bytes.clone();
        changed[at] ^= (byte) (1 << bit);
        return changed;
    }

    @Test
    void aKeyThatIsMadeHereIsOneThatProvidersCanUse() {
        var made = SamlKey.generate(Instant.now());

        var published = new TestCertificate(null, made.certificate()).x509();

        assertThat(SamlAnswers.isStrong(published)).isTrue();
        assertThat(published.getNotBefore()).isBefore(Date.from(Instant.now()));
        assertThat(published.getNotAfter()).isAfter(Date.from(Instant.now()));
        var again = SamlKey.of(made.encoded(), made.certificate());
        var location = new ServiceProvider("https://guildhall.example/metadata", "https://guildhall.example/acs")
                .request(FakeSamlProvider.URL, "_id", "state", Instant.now(), Optional.of(again))
                .toString();
        assertThat(FakeSamlProvider.isSigned(location, published)).isTrue();
        assertThat(FakeSamlProvider.isSigned(location.replace("RelayState=state", "RelayState=other"), published))
                .isFalse();
        assertThat(made.toString()).isEqualTo("SamlKey");
    }
}
