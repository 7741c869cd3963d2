package dev.guildhall.identity.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.identity.internal.saml.SamlAnswers.Read;
import dev.guildhall.identity.internal.saml.SamlForgeries.Forgery;
import dev.guildhall.testkit.saml.FakeSamlProvider;
import dev.guildhall.testkit.saml.FakeSamlProvider.Request;
import dev.guildhall.testkit.saml.SamlDraft;
import dev.guildhall.testkit.saml.XmlSigner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Answers that a SAML provider did not give, or not for this, each refused for what is wrong with it; and what it may give,
 * in all its forms.
 */
class SamlAnswersTest {

    private static final String EMAIL = "ada@acme.example";
    private static final FakeSamlProvider PROVIDER = new FakeSamlProvider();
    /** That of this server, which nothing here is encrypted for. */
    private static final SamlKey KEY =
            new SamlKey(FakeSamlProvider.STRANGE.keys().getPrivate(), FakeSamlProvider.STRANGE.base64());

    private static final Request REQUEST =
            new Request("_request", "https://guildhall.example/acs", "https://guildhall.example/metadata", "state");

    private static SamlDraft draft() {
        return PROVIDER.draft(REQUEST, "ada", EMAIL);
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

    static Stream<Arguments> forgeries() {
        return SamlForgeries.all();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("forgeries")
    void anAnswerIsRefused(String rule, String what, boolean isSignedByTheProvider, Forgery forgery) {
        var xml = forgery.make(PROVIDER, draft());

        var read = read(xml);

        if (isSignedByTheProvider) {
            assertThat(XmlSigner.holds(xml, PROVIDER.certificate)).isTrue();
        }
        assertThat(read.assertion()).isEmpty();
        var refusal = read.refusal().orElseThrow();
        assertThat(refusal.fault().name()).as(refusal.getMessage()).isEqualTo(rule);
        assertThat(read.sent().toString() + refusal.getMessage()).doesNotContain("Lovelace");
    }

    static Stream<Arguments> twins() {
        return Stream.of(
                twin("whose assertion is signed", FakeSamlProvider::signed),
                twin("whose response is signed", SamlForgeries::responseSigned),
                twin("of which both are signed", (saml, draft) -> {
                    var document = XmlSigner.parse(saml.signed(draft));
                    saml.signer().sign(document.getDocumentElement());
                    return XmlSigner.text(document);
                }),
                signed("with a certificate beside the signature", signer -> signer.shown = FakeSamlProvider.CURRENT),
                signed("signed with the namespaces of its values", signer -> signer.prefixes = List.of("xs", "saml")),
                signed("signed with SHA-512", signer -> {
                    signer.method = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512";
                    signer.digest = "http://www.w3.org/2001/04/xmlenc#sha512";
                }),
                said("that begins and ends within what clocks differ", draft -> {
                    draft.notBefore = draft.now.plusSeconds(40).toString();
                    draft.notOnOrAfter = draft.now.minusSeconds(20).toString();
                    draft.confirmedUntil = draft.now.minusSeconds(20).toString();
                }),
                said("without a window of its own", draft -> {
                    draft.notBefore = null;
                    draft.notOnOrAfter = null;
                }),
                said("without an address, not signed as a whole", draft -> draft.destination = null),
                said(
                        "for other audiences too",
                        draft -> draft.audiences = draft.audiences.replace(
                                "<saml:Audience>",
                                "<saml:Audience>https://other.example</saml:Audience><saml:Audience>")),
                said("to be used once", draft -> draft.moreConditions = "<saml:OneTimeUse/>"),
                said(
                        "with another confirmation that nobody can use",
                        draft -> draft.moreConfirmations =
                                "<saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:sender-vouches\"/>"),
                said(
                        "whose times are of another place",
                        draft -> draft.notOnOrAfter =
                                draft.now.plusSeconds(300).toString().replace("Z", "+00:00")),
                said(
                        "whose name says who gave it",
                        draft -> draft.qualifiers = " NameQualifier=\"" + FakeSamlProvider.ENTITY_ID + "\""));
    }

    private static Arguments twin(String what, Forgery making) {
        return Arguments.of(what, making);
    }

    private static Arguments said(String what, Consumer<SamlDraft> change) {
        return twin(what, (saml, draft) -> {
            change.accept(draft);
            return saml.signed(draft);
        });
    }

    private static Arguments signed(String what, Consumer<XmlSigner> change) {
        return twin(what, (saml, draft) -> {
            var document = XmlSigner.parse(draft.response());
            var signer = saml.signer();
            change.accept(signer);
            signer.sign(XmlSigner.assertion(document));
            return XmlSigner.text(document);
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twins")
    void anAnswerIsTaken(String what, Forgery making) {
        var read = read(making.make(PROVIDER, draft()));

        assertThat(read.refusal()).isEmpty();
        var assertion = read.assertion().orElseThrow();
        assertThat(assertion.subject()).isEqualTo("ada");
        assertThat(assertion.session()).contains("_s1");
        assertThat(assertion.attributes())
                .containsEntry("email", List.of(EMAIL))
                .containsEntry("displayName", List.of("Ada Lovelace"));
    }

    @Test
    void whateverIsChangedSaysNothingElse() {
        var good = PROVIDER.signed(draft());
        var random = new Random(7);

        var accepted = IntStream.range(0, 300)
                .mapToObj(i -> read(changed(good, random)))
                .flatMap(read -> read.assertion().stream())
                .toList();

        assertThat(accepted).allSatisfy(assertion -> {
            assertThat(assertion.subject()).isEqualTo("ada");
            assertThat(assertion.attributes()).containsEntry("email", List.of(EMAIL));
        });
        assertThat(read(good).refusal()).isEmpty();
    }

    /** Some of it is gone, there twice, or other, so that it is XML still more often than not. */
    private static String changed(String xml, Random random) {
        var tags = xml.split("(?=<)");
        var at = random.nextInt(tags.length);
        switch (random.nextInt(4)) {
            case 0 -> tags[at] = tags[at].replaceAll("[a-z](?=[a-z]*$|[^<]*$)", "x");
            case 1 -> tags[at] += tags[random.nextInt(tags.length)];
            case 2 -> tags[at] = tags[at].replaceFirst("\\p{Alnum}(?=\"|>)", Integer.toString(random.nextInt(10)));
            default -> tags[at] = "";
        }
        return String.join("", tags);
    }
}
