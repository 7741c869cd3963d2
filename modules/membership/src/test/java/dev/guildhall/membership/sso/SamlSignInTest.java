package dev.guildhall.membership.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.membership.sso.SamlWorld.Browser;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.saml.FakeSamlProvider;
import dev.guildhall.testkit.saml.SamlDraft;
import dev.guildhall.testkit.saml.TestCertificate;
import dev.guildhall.testkit.saml.XmlEncrypter;
import dev.guildhall.testkit.saml.XmlSigner;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.w3c.dom.Element;

/** Signing in by the SAML provider of an organization. */
class SamlSignInTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static TestProduct otherNode;

    private FakeSamlProvider provider;
    private SamlWorld world;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("saml").assemble());
        otherNode = TestProduct.start(BENCH, BENCH.product("othersaml").assemble());
    }

    @BeforeEach
    void anOrganizationHasAProvider() {
        provider = new FakeSamlProvider();
        world = new SamlWorld(BENCH, product, provider);
    }

    @Test
    void aMemberIsRecognizedByTheirAddressOnceAndByTheirNameFromThenOn() {
        var ada = world.member();

        var first = world.signIn("ada", world.addressOf(ada)).expect(303);

        assertThat(first.header("Location")).isEqualTo("/");
        assertThat(first.header("Set-Cookie")).contains("guildhall_session=", "HttpOnly", "SameSite=Lax");
        assertThat(whoIs(first)).isEqualTo(ada);
        assertThat(whoIs(world.signIn("ada", null))).isEqualTo(ada);
        assertThat(whoIs(world.signIn("ada", "other@elsewhere.example"))).isEqualTo(ada);
        world.signIn("eve", world.addressOf(ada)).expect(403, "AUTH.SSO_LINKED_OTHERWISE");
        var identities = world.organization
                .asOwner()
                .get(world.organization.path() + "/sso/identities")
                .expect(200)
                .list();
        assertThat(identities).hasSize(1);
        assertThat(((JsonObject) identities.getValue(0)).getString("provider")).isEqualTo("SAML");
        assertThat(((JsonObject) identities.getValue(0)).getString("issuer")).isEqualTo(FakeSamlProvider.ENTITY_ID);
        assertThat(world.audit())
                .extracting(entry -> entry.getString("action"))
                .contains("session.opened", "organization.sso_linked", "session.refused");
    }

    @Test
    void whoComesForTheFirstTimeIsMadeAMemberWhereTheOrganizationWantsThat() {
        var email = TestProduct.name("new") + "@" + world.domain;
        world.signIn("newcomer", email).expect(403, "AUTH.SSO_NOT_A_MEMBER");
        world.configure(new JsonObject().put("jitProvisioning", true));

        var session = world.signedIn(world.signIn("newcomer", email));

        var me = session.get("/api/auth/me").expect(200).data();
        assertThat(me.getString("email")).isEqualTo(email);
        assertThat(me.getString("fullName")).isEqualTo("Ada Lovelace");
        assertThat(world.organization.roleOf(UserId.parse("id", me.getString("id"))))
                .isEqualTo("MEMBER");
        world.signIn("other", "other@elsewhere.example").expect(403, "AUTH.SSO_DOMAIN_NOT_PROVEN");
        world.signIn("nameless", null).expect(403, "AUTH.SSO_EMAIL_NOT_PROVEN");
    }

    @Test
    void theNameItselfMayBeTheAddress() {
        var ada = world.member();
        var browser = world.begin();
        var draft = provider.draft(browser.request(), world.addressOf(ada), null);
        draft.format = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";

        assertThat(whoIs(browser.post(provider.signed(draft)))).isEqualTo(ada);
    }

    @Test
    void anAddressThatTheProviderDoesNotKnowIsNobodys() {
        var ada = world.member();
        var browser = world.begin();
        var draft = provider.draft(browser.request(), "ada", world.addressOf(ada));
        draft.email += "</saml:AttributeValue></saml:Attribute><saml:Attribute Name=\"email_verified\">"
                + "<saml:AttributeValue>false";

        browser.post(provider.signed(draft)).expect(403, "AUTH.SSO_EMAIL_NOT_PROVEN");
    }

    @Test
    void theSubjectsOfTheTwoProtocolsAreOthers() {
        var ada = world.member();
        world.signIn("ada", world.addressOf(ada)).expect(303);
        BENCH.sql(
                "update guildhall.sso_identity set provider = 'OIDC' where organization_id = $1",
                world.organization.id().value());

        world.signIn("ada", null).expect(403, "AUTH.SSO_EMAIL_NOT_PROVEN");
    }

    @Test
    void anAssertionIsGoodOnceHoweverManyComeAtOnce() {
        var ada = world.member();
        world.signIn("ada", world.addressOf(ada)).expect(303);

        var answers = atOnce(IntStream.range(0, 8).mapToObj(i -> {
            var browser = world.begin();
            var draft = provider.draft(browser.request(), "ada", null);
            draft.assertionId = "_always_the_same";
            return post(browser.at(i % 2 == 0 ? product : otherNode), provider.signed(draft));
        }));

        assertThat(answers).extracting(Response::status).containsOnlyOnce(303).containsOnly(303, 401);
        var later = world.begin();
        var replayed = provider.draft(later.request(), "ada", null);
        replayed.assertionId = "_always_the_same";
        later.post(provider.signed(replayed)).expect(401, "AUTH.SSO_TOKEN_INVALID");
        assertThat(world.latestAnswer().getString("refusal")).isEqualTo("REPLAYED");
        var other = new SamlWorld(BENCH, product, provider);
        var grace = other.member();
        var elsewhere = other.begin();
        var same = provider.draft(elsewhere.request(), "grace", other.addressOf(grace));
        same.assertionId = "_always_the_same";
        elsewhere.post(provider.signed(same)).expect(303);
    }

    @Test
    void anAnswerIsGoodOnceHoweverManyComeAtOnce() {
        var ada = world.member();
        var browser = world.begin();
        var xml = provider.signed(provider.draft(browser.request(), "ada", world.addressOf(ada)));

        var answers =
                atOnce(IntStream.range(0, 8).mapToObj(i -> post(browser.at(i % 2 == 0 ? product : otherNode), xml)));

        assertThat(answers).extracting(Response::status).containsOnlyOnce(303).containsOnly(303, 400);
        browser.post(xml).expect(400, "AUTH.SSO_STATE_INVALID");
    }

    private static CompletableFuture<Response> post(Browser browser, String xml) {
        return CompletableFuture.supplyAsync(() -> browser.post(xml));
    }

    private static List<Response> atOnce(Stream<CompletableFuture<Response>> sent) {
        return sent.toList().stream().map(CompletableFuture::join).toList();
    }

    @Test
    void bothCertificatesAreGoodDuringARotationAndTheOldOneIsNotAfterIt() {
        var ada = world.member();
        var next = TestCertificate.ec();
        world.signIn("ada", world.addressOf(ada)).expect(303);
        world.configure(new JsonObject().put("certificate", FakeSamlProvider.CURRENT.pem() + next.pem()));

        world.signIn("ada", null).expect(303);
        signInBy(next).expect(303);
        world.configure(new JsonObject().put("certificate", next.pem()));

        signInBy(next).expect(303);
        world.signIn("ada", null).expect(401, "AUTH.SSO_TOKEN_INVALID");
        assertThat(world.latestAnswer().getString("refusal")).isEqualTo("WRONG_KEY");
    }

    private Response signInBy(TestCertificate key) {
        var browser = world.begin();
        var document =
                XmlSigner.parse(provider.draft(browser.request(), "ada", null).response());
        var signer = new XmlSigner(key.keys().getPrivate());
        signer.method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
        signer.sign(XmlSigner.assertion(document));
        return browser.post(XmlSigner.text(document));
    }

    @Test
    void aCertificateThatIsNotValidNowProvesNothing() {
        var now = Instant.now();
        var future = FakeSamlProvider.CURRENT.valid(now.plusSeconds(86_400), now.plusSeconds(2 * 86_400));
        world.configure(new JsonObject().put("certificate", future.pem()));

        world.signIn("ada", null).expect(401, "AUTH.SSO_TOKEN_INVALID");

        assertThat(world.latestAnswer().getString("refusal")).isEqualTo("CERTIFICATE");
        var expired = FakeSamlProvider.CURRENT.valid(now.minusSeconds(2 * 86_400), now.minusSeconds(86_400));
        BENCH.sql(
                "update guildhall.organization_sso set certificate = $2 where organization_id = $1",
                world.organization.id().value(),
                expired.pem());
        world.signIn("ada", null).expect(401, "AUTH.SSO_TOKEN_INVALID");
        assertThat(world.latestAnswer().getString("refusal")).isEqualTo("CERTIFICATE");
    }

    @Test
    void aCertificateWhoseKeyIsTooWeakIsNotTaken() {
        var weak = TestCertificate.rsa(1_024);

        world.organization
                .asOwner()
                .put(world.organization.path() + "/sso", new JsonObject().put("certificate", weak.pem()))
                .expect(400, "REQUEST.INVALID");

        BENCH.sql(
                "update guildhall.organization_sso set certificate = $2 where organization_id = $1",
                world.organization.id().value(),
                weak.pem());
        provider.certificate = weak;
        world.signIn("ada", null).expect(401, "AUTH.SSO_TOKEN_INVALID");
        assertThat(world.latestAnswer().getString("refusal")).isEqualTo("CERTIFICATE");
    }

    @Test
    void whoIsSignedInAsSomebodyElseIsNotHeldBackByThat() {
        var ada = world.member();
        var session = world.signIn("grace", world.addressOf(world.member())).header("Set-Cookie");
        var browser = world.begin();
        var http = product.asNobody()
                .withHeader("Cookie", browser.cookie() + "; " + session.split(";")[0])
                .withHeader("Origin", "https://login.acme.example")
                .withHeader("Sec-Fetch-Site", "cross-site");

        var answer = new Browser(http, browser.cookie(), browser.request())
                .post(provider.signed(provider.draft(browser.request(), "ada", world.addressOf(ada))));

        assertThat(whoIs(answer)).isEqualTo(ada);
    }

    @Test
    void theTestShowsWhatTheProviderSentAndNothingOfThePerson() {
        assertThat(world.latestAnswer()).isNull();
        var ada = world.member();

        world.signIn("ada-the-countess", world.addressOf(ada)).expect(303);

        var seen = world.latestAnswer();
        assertThat(seen.getBoolean("accepted")).isTrue();
        assertThat(seen.getString("issuer")).isEqualTo(FakeSamlProvider.ENTITY_ID);
        assertThat(seen.getJsonArray("attributes")).containsExactly("email", "displayName");
        assertThat(seen.getJsonArray("signed")).containsExactly("Assertion");
        assertThat(seen.getString("nameIdFormat")).isEqualTo(SamlDraft.PERSISTENT);
        assertThat(seen.encode()).doesNotContain("countess", world.addressOf(ada), "Lovelace");
    }

    @Test
    void whoIsSentToTheProviderComesBackToTheAddressInItsMetadata() {
        var request = world.begin().request();

        var metadata = XmlSigner.parse(product.asNobody()
                .get(URI.create(request.issuer()).getPath())
                .expect(200)
                .body());

        assertThat(metadata.getDocumentElement().getAttribute("entityID")).isEqualTo(request.issuer());
        assertThat(XmlSigner.only(metadata, "AssertionConsumerService").getAttribute("Location"))
                .isEqualTo(request.acs());
        var shown = world.organization
                .asOwner()
                .get(world.organization.path() + "/sso")
                .expect(200)
                .data();
        assertThat(shown.getString("spEntityId")).isEqualTo(request.issuer());
        assertThat(shown.getString("assertionConsumerUri")).isEqualTo(request.acs());
    }

    private X509Certificate published(String use) {
        var metadata = XmlSigner.parse(product.asNobody()
                .get("/api/auth/sso/" + world.organization.id() + "/metadata")
                .expect(200)
                .body());
        var keys = metadata.getElementsByTagNameNS("*", "KeyDescriptor");
        for (var i = 0; i < keys.getLength(); i++) {
            var key = (Element) keys.item(i);
            if (key.getAttribute("use").equals(use)) {
                return new TestCertificate(
                                null, XmlSigner.only(key, "X509Certificate").getTextContent())
                        .x509();
            }
        }
        throw new AssertionError("No key for " + use);
    }

    @Test
    void anAssertionMayBeEncryptedForTheKeyInTheMetadata() {
        var ada = world.member();
        var browser = world.begin();
        var document =
                XmlSigner.parse(provider.signed(provider.draft(browser.request(), "countess", world.addressOf(ada))));
        new XmlEncrypter(published("encryption").getPublicKey()).encrypt(document);
        var xml = XmlSigner.text(document);
        assertThat(xml).doesNotContain(world.addressOf(ada));

        assertThat(whoIs(browser.post(xml))).isEqualTo(ada);

        assertThat(world.latestAnswer().getBoolean("accepted")).isTrue();
        var stored = BENCH.sql("select certificate, sealed_private_key from guildhall.saml_key");
        assertThat(stored.size()).isEqualTo(1);
        assertThat(stored.iterator().next().getString("sealed_private_key")).startsWith("eyJ");
    }

    @Test
    void oneThatIsEncryptedAndSignedByNobodyIsRefusedAsAnyOther() {
        var ada = world.member();
        var browser = world.begin();
        var document = XmlSigner.parse(provider.draft(browser.request(), "countess", world.addressOf(ada))
                .response());
        new XmlEncrypter(published("encryption").getPublicKey()).encrypt(document);

        browser.post(XmlSigner.text(document)).expect(401, "AUTH.SSO_TOKEN_INVALID");

        assertThat(world.latestAnswer().getString("refusal")).isEqualTo("UNREADABLE");
    }

    @Test
    void requestsAreSignedByTheKeyInTheMetadataWhereTheOrganizationWantsThat() {
        var before = world.start().expect(303).header("Location");
        assertThat(FakeSamlProvider.isSigned(before, published("signing"))).isFalse();

        var configured = world.configure(new JsonObject().put("signRequests", true));

        assertThat(configured.data().getBoolean("signRequests")).isTrue();
        var after = world.start().expect(303).header("Location");
        assertThat(FakeSamlProvider.isSigned(after, published("signing"))).isTrue();
        assertThat(provider.read(after).issuer()).endsWith("/metadata");
        var ada = world.member();
        assertThat(whoIs(world.signIn("ada", world.addressOf(ada)))).isEqualTo(ada);
        assertThat(product.asNobody()
                        .get("/api/auth/sso/" + world.organization.id() + "/metadata")
                        .body())
                .contains("AuthnRequestsSigned=\"true\"");
    }

    @Test
    void membersSignInByItOnlyWhereTheOrganizationWantsThat() {
        var ada = world.member();
        var grace = world.organization.member("MEMBER");
        BENCH.sql(
                "insert into guildhall.sso_identity (id, organization_id, provider, issuer, subject, user_id, created_at)"
                        + " values (gen_random_uuid(), $1, 'SAML', $2, 'grace', $3, now())",
                world.organization.id().value(),
                FakeSamlProvider.ENTITY_ID,
                grace.value());

        world.configure(new JsonObject().put("enforced", true));

        byPassword(world.addressOf(ada)).expect(403, "AUTH.SSO_REQUIRED");
        byPassword(TestProduct.address(grace)).expect(403, "AUTH.SSO_REQUIRED");
        world.signIn("grace", null).expect(303);
        world.organization
                .asOwner()
                .put(world.organization.path() + "/sso", new JsonObject().putNull("singleSignOnUrl"))
                .expect(400, "REQUEST.INVALID");
    }

    private Response byPassword(String email) {
        return product.asNobody()
                .post("/api/auth/login", new JsonObject().put("email", email).put("password", TestProduct.PASSWORD));
    }

    @Test
    void assertionsAreForgottenWhenTheyAreOver() {
        var ada = world.member();
        world.signIn("ada", world.addressOf(ada)).expect(303);

        var kept = BENCH.sql(
                "select expires_at > now() + interval '5 minutes' and expires_at < now() + interval '7 minutes',"
                        + " octet_length(assertion_hash) from guildhall.saml_assertion where organization_id = $1",
                world.organization.id().value());

        assertThat(kept.iterator().next().getBoolean(0)).isTrue();
        assertThat(kept.iterator().next().getInteger(1)).isEqualTo(32);
        BENCH.sql(
                "update guildhall.saml_assertion set expires_at = now() - interval '1 second' where organization_id = $1",
                world.organization.id().value());
        product.doNow("forget sign-ins that nobody came back for");
        assertThat(BENCH.sql(
                        "select 1 from guildhall.saml_assertion where organization_id = $1",
                        world.organization.id().value()))
                .isEmpty();
    }

    private UserId whoIs(Response answer) {
        var me = world.signedIn(answer).get("/api/auth/me").expect(200).data();
        return UserId.parse("id", me.getString("id"));
    }
}
