package dev.guildhall.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.guildhall.launcher.PortalParts.alert;
import static dev.guildhall.launcher.PortalParts.field;
import static dev.guildhall.launcher.PortalParts.inDialog;
import static dev.guildhall.launcher.PortalParts.said;
import static dev.guildhall.launcher.PortalParts.shown;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import dev.guildhall.testkit.HttpTester;
import java.nio.charset.StandardCharsets;
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
        try (var provider = new DescribedProvider();
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
