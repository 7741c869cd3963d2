package dev.guildhall.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.guildhall.launcher.PortalParts.alert;
import static dev.guildhall.launcher.PortalParts.field;
import static dev.guildhall.launcher.PortalParts.inDialog;
import static dev.guildhall.launcher.PortalParts.said;
import static dev.guildhall.launcher.PortalParts.shown;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator.FilterOptions;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.saml.FakeSamlProvider;
import dev.guildhall.testkit.saml.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What the owner of an organization and the administrators of the platform do in the portal. */
@ResourceLock(SharedBrowser.TURN)
class PortalOrganizationTest {

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @RegisterExtension
    static final SharedBrowser BROWSER = new SharedBrowser();

    private static final Duration DAY = Duration.ofDays(1);

    private static HttpTester admin;

    @BeforeAll
    static void signIn() {
        admin = PRODUCT.get().signInAsAdmin();
    }

    private static Visitor signedIn(String email) {
        return Visitor.signedIn(BROWSER.get(), PRODUCT.get(), email);
    }

    @Test
    void anOrganizationConnectsItsProviderItsDirectoryAndAsksForMoreThanAPassword() throws Exception {
        var owner = RunningProduct.user(admin, "odette@provider.example");
        var organization = AcmeOrganization.made(admin, "provider", owner);
        try (var provider = new FakeIdentityProvider(PRODUCT.get().url());
                var odette = signedIn("odette@provider.example")) {
            odette.show("/org/" + organization + "/sign-on");
            assertThat(said(odette, "No provider is connected")).isVisible();
            field(odette, "Address of the issuer").fill(provider.issuer());
            field(odette, "Client id").fill("guildhall");
            odette.button("Connect a provider").click();
            assertThat(shown(odette, "Redirect URI")).containsText("/api/auth/sso/" + organization);
            odette.button("Test the connection").click();
            assertThat(said(odette, "All is well.")).isVisible();
            assertThat(said(odette, "The provider calls itself as it is configured."))
                    .isVisible();

            assertThat(said(odette, "the owner still gets in by password"))
                    .containsText("User odette@provider.example");
            odette.button("Refuse passwords").click();
            inDialog(odette, "Refuse passwords").click();
            assertThat(odette.button("Take passwords again")).isVisible();

            odette.link("Domains").click();
            odette.button("Add a domain").click();
            field(odette, "Domain").fill("provider.example");
            inDialog(odette, "Add a domain").click();
            assertThat(shown(odette, "Name")).containsText("provider.example");

            odette.link("Provisioning").click();
            odette.button("Connect a directory").click();
            field(odette, "Name").fill("Entra");
            inDialog(odette, "Connect a directory").click();
            assertThat(shown(odette, "Token of the directory")).containsText("ghl_scim_");
            odette.page().keyboard().press("Escape");
            assertThat(odette.page().getByRole(AriaRole.ROWHEADER)).containsText("Entra");
            assertThat(odette.page().getByText("ghl_scim_")).hasCount(1);

            odette.link("Sign-in policy").click();
            field(odette, "Ask for a second factor").check();
            odette.button("Save").click();
            // Whoever asks it of all has to do it as well.
            assertThat(said(odette, "Set it up to go on.")).isVisible();
            assertThat(odette.complaints()).isEmpty();
        }
    }

    @Test
    void whoTypesTheirAddressIsLedToTheirProviderAndLeavesToThePageOfTheirOrganization() throws Exception {
        var owner = RunningProduct.user(admin, "oona@led.example");
        var organization = AcmeOrganization.made(admin, "led", owner);
        try (var provider = new FakeIdentityProvider(PRODUCT.get().url());
                var nora = Visitor.arriving(BROWSER.get(), PRODUCT.get())) {
            AcmeOrganization.connect(PRODUCT.get(), organization, "led.example", provider.issuer());
            nora.show("/account/tokens");
            goToProvider(nora, "nora@nowhere.example");
            assertThat(alert(nora)).containsText("No organization has connected a provider for this address");

            goToProvider(nora, "nora@led.example");
            nora.link("Do not sign in").click();
            assertThat(said(nora, "The identity provider did not let you sign in (access_denied)"))
                    .isVisible();
            nora.lookClosely("provider-refused");

            nora.show("/account/tokens");
            goToProvider(nora, "nora@led.example");
            nora.link("Sign in as nora@led.example").click();
            assertThat(nora.heading("Person nora@led.example")).isVisible();
            assertThat(nora.page()).hasURL(PRODUCT.get().url() + "/portal/account/tokens");

            nora.button("Sign out").click();
            assertThat(said(nora, "Organization: led")).isVisible();
            assertThat(nora.page()).hasURL(PRODUCT.get().url() + "/portal/o/led");
            goToProvider(nora, "nora@led.example");
            nora.link("Sign in as nora@led.example").click();
            assertThat(nora.heading("Your workspaces")).isVisible();

            // A session that is over leads there as well.
            nora.page().context().clearCookies();
            nora.show("/account");
            assertThat(said(nora, "Organization: led")).isVisible();
            assertThat(nora.complaints()).isEmpty();
        }
    }

    @Test
    void whoseProviderDoesNotAnswerIsToldSoWhereTheyAre() {
        var owner = RunningProduct.user(admin, "ole@silent.example");
        var organization = AcmeOrganization.made(admin, "silent", owner);
        AcmeOrganization.connect(PRODUCT.get(), organization, "silent.example", "http://127.0.0.1:9");
        try (var nils = Visitor.arriving(BROWSER.get(), PRODUCT.get())) {
            nils.show("/o/silent");
            goToProvider(nils, "nils@silent.example");
            assertThat(alert(nils)).containsText("AUTH.SSO_PROVIDER_FAILED");
            assertThat(nils.heading("Sign in")).isVisible();
            assertThat(nils.complaints()).allMatch(said -> said.contains("the server responded with a status of 502"));
        }
    }

    private static void goToProvider(Visitor visitor, String email) {
        field(visitor, "Email").fill(email);
        visitor.button("Sign in with your organization").click();
    }

    @Test
    void aSamlProviderIsConnectedByItsMetadataAndItsCertificateIsSeenToExpire() {
        var owner = RunningProduct.user(admin, "olaf@saml.example");
        var organization = AcmeOrganization.made(admin, "saml", owner);
        var now = Instant.now();
        var certificate = FakeSamlProvider.CURRENT.valid(now.minus(DAY), now.plus(DAY.multipliedBy(10)));
        try (var olaf = signedIn("olaf@saml.example")) {
            olaf.show("/org/" + organization + "/sign-on");
            field(olaf, "Protocol").selectOption("SAML");
            field(olaf, "How it is told of").selectOption("metadata");
            field(olaf, "Metadata").fill("<nothing/>");
            olaf.button("Connect a provider").click();
            assertThat(field(olaf, "Metadata")).hasAttribute("aria-invalid", "true");
            assertThat(alert(olaf)).containsText("metadata cannot be used");
            field(olaf, "Metadata").fill(metadata(certificate));
            olaf.button("Connect a provider").click();

            assertThat(shown(olaf, "Assertion consumer service")).containsText("/api/auth/sso/" + organization);
            var expiry = olaf.page().locator(".badge.warn").filter(new FilterOptions().setHasText("good until"));
            assertThat(expiry).isVisible();
            olaf.button("Test the connection").click();
            assertThat(said(olaf, "All is well.")).isVisible();
            assertThat(said(olaf, ", soon: add the one that comes after it")).isVisible();
            olaf.lookClosely("sign-on-saml");

            field(olaf, "Certificate")
                    .fill(FakeSamlProvider.CURRENT
                            .valid(now.minus(DAY.multipliedBy(20)), now.minus(DAY))
                            .pem());
            olaf.button("Save").click();
            assertThat(field(olaf, "Certificate")).hasAttribute("aria-invalid", "true");
            assertThat(alert(olaf)).containsText("has one that expired at");
            assertThat(expiry).isVisible();
            assertThat(olaf.complaints()).isEmpty();
        }
    }

    private static String metadata(TestCertificate certificate) {
        return "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\""
                + FakeSamlProvider.ENTITY_ID
                + "\"><md:IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">"
                + "<md:KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
                + "<ds:X509Data><ds:X509Certificate>" + certificate.base64()
                + "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService"
                + " Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"" + FakeSamlProvider.URL
                + "\"/></md:IDPSSODescriptor></md:EntityDescriptor>";
    }

    @Test
    void whoSignsInByAPasswordIsAskedWhatAnApplicationMayDo() {
        var owner = RunningProduct.user(admin, "ora@consent.example");
        var organization = AcmeOrganization.made(admin, "consent", owner);
        var application = AcmeOrganization.application(admin, "/api/organizations/" + organization);
        var request = "client_id=" + application + "&response_type=code&scope=agents.read&state=s1"
                + "&redirect_uri=https%3A%2F%2Fassistant.acme.example%2Fcallback"
                + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
        try (var ora = signedIn("ora@consent.example")) {
            ora.page()
                    .route(
                            "https://assistant.acme.example/**",
                            route -> route.fulfill(new FulfillOptions()
                                    .setContentType("text/html")
                                    .setBody("<h1>Back</h1>")));
            ora.button("Sign out").click();
            assertThat(ora.button("Sign in")).isVisible();
            ora.page().navigate(PRODUCT.get().url() + "/oauth/authorize?" + request);
            ora.link("Sign in by a password").click();
            field(ora, "Email").fill("ora@consent.example");
            field(ora, "Password").fill(RunningProduct.PASSWORD);
            ora.button("Sign in").click();

            assertThat(ora.heading("Acme Assistant asks to act for you")).isVisible();
            assertThat(said(ora, "It would act in Acme consent.")).isVisible();
            assertThat(said(ora, "See agents")).isVisible();
            ora.look("authorize");
            ora.button("Allow").click();

            assertThat(ora.heading("Back")).isVisible();
            assertThat(ora.page().url())
                    .startsWith("https://assistant.acme.example/callback?")
                    .contains("code=ghl_", "state=s1");
            ora.show("/account/applications");
            ora.button("Let Acme Assistant act for you no more").click();
            inDialog(ora, "End").click();
            assertThat(said(ora, "You let no application act for you")).isVisible();
            assertThat(ora.complaints()).isEmpty();
        }
    }

    @Test
    void theAdministratorOfThePlatformUploadsMakesAnAppAndItsKey() throws Exception {
        try (var visitor = signedIn(RunningProduct.ADMIN)) {
            visitor.link("Platform").click();
            assertThat(visitor.heading("Health")).isVisible();
            var node = admin.get("/api/admin/nodes")
                    .expect(200)
                    .data()
                    .getJsonArray("nodes")
                    .getJsonObject(0);
            assertThat(node.getBoolean("alive")).isTrue();
            assertThat(said(visitor, node.getString("id"))).isVisible();
            visitor.link("Marketplace").click();
            visitor.button("Upload an extension").click();
            field(visitor, "Artifact")
                    .setInputFiles(new FilePayload(
                            "no.jar", "application/java-archive", "no jar".getBytes(StandardCharsets.UTF_8)));
            inDialog(visitor, "Upload an extension").click();
            assertThat(alert(visitor)).containsText("EXTENSION.");
            var hello = BundledExtension.HELLO;
            field(visitor, "Artifact")
                    .setInputFiles(new FilePayload(hello.fileName(), "application/java-archive", hello.bytes()));
            inDialog(visitor, "Upload an extension").click();
            assertThat(said(visitor, "The same was there before:")).isVisible();
            visitor.page().keyboard().press("Escape");

            visitor.link("Apps").click();
            visitor.button("Register an app").click();
            field(visitor, "Name").fill("Console");
            inDialog(visitor, "Register an app").click();
            assertThat(visitor.heading("Console")).isVisible();
            visitor.button("Make a key").click();
            inDialog(visitor, "Make a key").click();
            assertThat(shown(visitor, "Secret key of the app")).containsText("sk_live_");
            visitor.page().keyboard().press("Escape");
            assertThat(said(visitor, "sk_live_")).hasCount(1);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void everyPageOfAnOrganizationAndOfThePlatformIsFitForEverybody() {
        var places = AcmeOrganization.furnished(admin);
        try (var visitor = signedIn(RunningProduct.ADMIN)) {
            places.forEach((name, address) -> {
                visitor.show(address);
                assertThat(visitor.page().locator("h1")).isVisible();
                assertThat(visitor.page().locator("[aria-busy=true], .loading")).hasCount(0);
                visitor.look(name);
            });
            assertThat(visitor.complaints()).isEmpty();
        }
    }
}
