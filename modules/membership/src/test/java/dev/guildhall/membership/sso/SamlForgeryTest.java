package dev.guildhall.membership.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.membership.sso.SamlForgeries.Forgery;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that a SAML provider did not give, or not for this; each is refused for what is wrong with it. */
class SamlForgeryTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static SamlWorld world;
    private static FakeSamlProvider provider;
    private static String email;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("samlforged").assemble());
        provider = new FakeSamlProvider();
        world = new SamlWorld(BENCH, product, provider);
        email = world.addressOf(world.member());
    }

    static Stream<Arguments> forgeries() {
        return SamlForgeries.all();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("forgeries")
    void anAnswerIsRefused(String rule, String what, Forgery forgery) {
        var browser = world.begin();
        var draft = provider.draft(browser.request(), "ada", email);

        var refused = browser.post(forgery.make(provider, draft)).expect(401, "AUTH.SSO_TOKEN_INVALID");

        assertThat(refused.header("Set-Cookie")).isNull();
        assertThat(refused.body()).doesNotContain(email);
        var seen = world.latestAnswer();
        assertThat(seen.getString("refusal")).as(seen.encode()).isEqualTo(rule);
        assertThat(seen.getBoolean("accepted")).isFalse();
        assertThat(seen.encode()).doesNotContain(email, "Lovelace");
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
                said("for other audiences too", draft -> draft.audiences = draft.audiences.replace(
                        "<saml:Audience>", "<saml:Audience>https://other.example</saml:Audience><saml:Audience>")),
                said("to be used once", draft -> draft.moreConditions = "<saml:OneTimeUse/>"),
                said("with another confirmation that nobody can use", draft -> draft.moreConfirmations =
                        "<saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:sender-vouches\"/>"),
                said("whose times are of another place", draft -> draft.notOnOrAfter =
                        draft.now.plusSeconds(300).toString().replace("Z", "+00:00")),
                said("whose name says who gave it", draft -> draft.qualifiers =
                        " NameQualifier=\"" + FakeSamlProvider.ENTITY_ID + "\""));
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
        var browser = world.begin();
        var draft = provider.draft(browser.request(), "ada", email);

        var answer = browser.post(making.make(provider, draft));

        assertThat(answer.status()).as(world.latestAnswer().encode()).isEqualTo(303);
    }

    @Test
    void whatIsNoBase64IsRefused() {
        var browser = world.begin();

        browser.send("SAMLResponse=%3Cxml%3E&RelayState=" + browser.request().relayState())
                .expect(401, "AUTH.SSO_TOKEN_INVALID");

        assertThat(world.latestAnswer().getString("refusal")).isEqualTo("NOT_BASE64");
    }

    @Test
    void base64MayHaveLines() {
        var browser = world.begin();
        var xml = provider.signed(provider.draft(browser.request(), "ada", email));
        var lines = Base64.getMimeEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));

        browser.send("SAMLResponse=" + URLEncoder.encode(lines, StandardCharsets.UTF_8) + "&RelayState="
                        + browser.request().relayState())
                .expect(303);
    }

    @Test
    void whomTheProviderDidNotLetInIsToldSo() {
        var browser = world.begin();
        var draft = provider.draft(browser.request(), "ada", email);
        draft.status = "urn:oasis:names:tc:SAML:2.0:status:Responder";

        browser.post(draft.response("")).expect(403, "AUTH.SSO_DENIED");

        assertThat(world.latestAnswer().getString("refusal")).isEqualTo("STATUS");
        var signed = world.begin();
        var successful = provider.draft(signed.request(), "ada", email);
        successful.status = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed";
        signed.post(provider.signed(successful)).expect(403, "AUTH.SSO_DENIED");
    }

    @Test
    void whatTheProviderBeginsItselfIsRefusedWithWhereToBegin() {
        var browser = world.begin();
        var draft = provider.draft(browser.request(), "ada", email);
        draft.responseTo = null;
        draft.confirmedTo = null;
        var form = browser.request().form(provider.signed(draft));

        var refused = HttpTester.of(product.asNobody().base())
                .withHeader("Accept", "text/html")
                .sendBytes(
                        "POST",
                        browser.request().path(),
                        "application/x-www-form-urlencoded",
                        form.substring(0, form.indexOf("&RelayState")).getBytes(StandardCharsets.UTF_8));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body())
                .contains("<html", "AUTH.SSO_STATE_INVALID", "start?organizationId=" + world.organization.id());
    }

    @Test
    void anAnswerIsOfTheBrowserThatBeganAndOfItsOrganization() {
        var attacker = world.begin();
        var victim = world.begin();
        var stolen = attacker.request().form(provider.signed(provider.draft(attacker.request(), "ada", email)));
        var other = new SamlWorld(BENCH, product, provider);

        victim.send(stolen).expect(400, "AUTH.SSO_STATE_INVALID");
        product.asNobody()
                .sendBytes(
                        "POST",
                        attacker.request().path(),
                        "application/x-www-form-urlencoded",
                        stolen.getBytes(StandardCharsets.UTF_8))
                .expect(400, "AUTH.SSO_STATE_INVALID");
        attacker.http()
                .sendBytes(
                        "POST",
                        other.begin().request().path(),
                        "application/x-www-form-urlencoded",
                        stolen.getBytes(StandardCharsets.UTF_8))
                .expect(400, "AUTH.SSO_STATE_INVALID");

        // The answer of the one in the sign-in of the other: the browser knows which request it made.
        var crossed = victim.request()
                .form(provider.signed(provider.draft(attacker.request(), "ada", email)));
        victim.send(crossed).expect(401, "AUTH.SSO_TOKEN_INVALID");
        assertThat(world.latestAnswer().getString("refusal")).isEqualTo("REQUEST");
        attacker.send(stolen).expect(303);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SAMLResponse=", "RelayState=a", "SAMLResponse=a&SAMLResponse=b", "SAMLResponse=%00&RelayState=%00"})
    void aFormThatIsNoneIsRefused(String form) {
        var browser = world.begin();

        var refused = browser.send(form);

        assertThat(refused.status()).isEqualTo(400);
    }

    @Test
    void anAnswerInTheOtherProtocolIsRefused() {
        var browser = world.begin();

        browser.http()
                .get(browser.request().path().replace("/acs", "/callback") + "?code=1&state="
                        + browser.request().relayState())
                .expect(400, "AUTH.SSO_STATE_INVALID");

        product.asNobody()
                .post(
                        browser.request().path().replace("/acs", "/backchannel-logout"),
                        new JsonObject().put("logout_token", "e30.e30.e30"))
                .expect(401);
    }
}
