package dev.guildhall.membership.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.module.Product;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.saml.FakeSamlProvider;
import dev.guildhall.testkit.saml.XmlSigner;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of SAML providers as they come in by HTTP, forged, stolen or steered; nobody is signed in by any. */
class SamlRefusalsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final URI PUBLIC_URL = URI.create("https://guildhall.example");

    private static TestProduct product;
    private static SamlWorld world;
    private static FakeSamlProvider provider;
    private static String email;

    @BeforeAll
    static void start() {
        product = TestProduct.start(
                BENCH,
                Product.of(BENCH.node("samlforged").at(PUBLIC_URL).environment())
                        .assemble());
        provider = new FakeSamlProvider();
        world = new SamlWorld(BENCH, product, provider);
        email = world.addressOf(world.member());
    }

    /** One of each kind; each of all the others is refused by the same rules. */
    static Stream<Arguments> forgeries() {
        return Stream.of(
                forgery("UNSIGNED", xml -> xml.replaceFirst("(?s)<ds:Signature.*</ds:Signature>", "")),
                forgery("WRONG_KEY", xml -> {
                    var document = XmlSigner.parse(xml);
                    new XmlSigner(FakeSamlProvider.STRANGE.keys().getPrivate()).sign(document.getDocumentElement());
                    return XmlSigner.text(document);
                }),
                forgery("CHANGED", xml -> xml.replace(">ada<", ">eve<")),
                forgery("MORE_THAN_TEXT", xml -> xml.replace(">ada<", ">a<!---->da<")),
                forgery("DOCTYPE", xml -> "<!DOCTYPE a>" + xml),
                forgery("TOO_LARGE", xml -> xml + " ".repeat(256 * 1024)));
    }

    private static Arguments forgery(String rule, UnaryOperator<String> change) {
        return Arguments.of(rule, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void aForgedAnswerIsRefusedAndAdministratorsSeeWhy(String rule, UnaryOperator<String> change) {
        var browser = world.begin();
        var good = provider.signed(provider.draft(browser.request(), "ada", email));

        var refused = browser.post(change.apply(good)).expect(401, "AUTH.SSO_TOKEN_INVALID");

        assertThat(refused.header("Set-Cookie")).isNull();
        assertThat(refused.body()).doesNotContain(email);
        var seen = world.latestAnswer();
        assertThat(seen.getString("refusal")).as(seen.encode()).isEqualTo(rule);
        assertThat(seen.getBoolean("accepted")).isFalse();
        assertThat(seen.getString("message")).startsWith("Refused: ");
        assertThat(seen.encode()).doesNotContain(email, "Lovelace");
    }

    @Test
    void theCookieComesBackWithAFormThatAnotherSitePosts() {
        var cookie = world.start().expect(303).header("Set-Cookie");

        assertThat(cookie).startsWith("__Host-guildhall_sso=").contains("; SameSite=None", "; Secure", "; HttpOnly");
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
        var crossed = victim.request().form(provider.signed(provider.draft(attacker.request(), "ada", email)));
        victim.send(crossed).expect(401, "AUTH.SSO_TOKEN_INVALID");
        assertThat(world.latestAnswer().getString("refusal")).isEqualTo("REQUEST");
        attacker.send(stolen).expect(303);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SAMLResponse=",
                "RelayState=a",
                "SAMLResponse=a&SAMLResponse=b",
                "SAMLResponse=%00&RelayState=%00"
            })
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
