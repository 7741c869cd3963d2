package dev.guildhall.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.GetByLabelOptions;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.SelectOption;
import dev.guildhall.identity.internal.factor.Totp;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What administrators do in the portal: of a workspace, of an organization, and of the platform. */
@ResourceLock(SharedBrowser.TURN)
class PortalAdministrationTest {

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

    private static Locator inDialog(Visitor visitor, String button) {
        return visitor.page()
                .getByRole(AriaRole.DIALOG)
                .last()
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(button).setExact(true));
    }

    private static Locator field(Visitor visitor, String label) {
        return visitor.page().getByLabel(label, new GetByLabelOptions().setExact(true));
    }

    private static Locator permission(Visitor visitor, String name) {
        return visitor.page()
                .getByRole(
                        AriaRole.CHECKBOX, new GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator said(Visitor visitor, String text) {
        return visitor.page().getByText(text);
    }

    private static String member(String workspace, String email, String role) {
        var user = RunningProduct.user(admin, email);
        admin.post(workspace + "/members", new JsonObject().put("userId", user).put("role", role))
                .expect(200);
        return user;
    }

    @Test
    void whoManagesRolesGivesNoMoreThanTheyHaveAndIsToldWhoLosesWhat() {
        var workspace = "/api/workspaces/"
                + admin.post(
                                "/api/workspaces",
                                new JsonObject().put("key", "editor").put("name", "Editor"))
                        .expect(200)
                        .data()
                        .getString("id");
        admin.post(
                        workspace + "/roles",
                        new JsonObject()
                                .put("name", "Keeper")
                                .put(
                                        "permissions",
                                        JsonArray.of("workspace.read", "members.read", "roles.read", "roles.manage")))
                .expect(201);
        member(workspace, "keeper@editor.example", "Keeper");
        try (var keeper = signedIn("keeper@editor.example")) {
            keeper.show("/w/" + workspace.substring("/api/workspaces/".length()) + "/members/roles");
            keeper.link("Make a role").click();
            assertThat(permission(keeper, "workspace.delete")).isDisabled();
            assertThat(permission(keeper, "workspace.delete"))
                    .hasAccessibleDescription("You do not have it here, so you cannot give it.");
            field(keeper, "Name").fill("Reader");
            permission(keeper, "workspace.read").check();
            permission(keeper, "members.read").check();
            keeper.button("Make a role").click();
            assertThat(said(keeper, "Reader can be given now.")).isVisible();

            member(workspace, "kim@editor.example", "Reader");
            keeper.link("Reader").click();
            assertThat(said(keeper, "User kim@editor.example")).isVisible();
            permission(keeper, "members.read").uncheck();
            assertThat(said(keeper, "Who has it loses that")).containsText("User kim@editor.example");
            keeper.button("Save").click();
            assertThat(said(keeper, "Saved.")).isVisible();
            assertThat(admin.get(workspace + "/roles?filter=name%3DReader")
                            .expect(200)
                            .list()
                            .getJsonObject(0)
                            .getJsonArray("permissions"))
                    .containsExactly("workspace.read");

            keeper.button("Delete").click();
            inDialog(keeper, "Delete").click();
            assertThat(keeper.page().getByRole(AriaRole.ALERT)).containsText("ROLE.IN_USE");
            inDialog(keeper, "Cancel").click();
            keeper.link("All roles").click();
            keeper.link("Administrator").click();
            assertThat(keeper.button("Delete")).hasCount(0);
            assertThat(keeper.complaints()).isEmpty();
        }
    }

    @Test
    void whoHandsAWorkspaceOverProvesAgainThatItIsThem() {
        RunningProduct.user(admin, "olga@transfer.example");
        var olga = PRODUCT.get().signIn("olga@transfer.example", RunningProduct.PASSWORD);
        var workspace = "/api/workspaces/"
                + olga.post("/api/workspaces/self", new JsonObject().put("name", "To be handed over"))
                        .expect(200)
                        .data()
                        .getString("id");
        var heir = member(workspace, "heir@transfer.example", "MEMBER");
        try (var visitor = signedIn("olga@transfer.example")) {
            // The session of the browser has been proved by the password alone, which is not enough any more.
            var secret =
                    olga.post("/api/auth/factors/totp", null).expect(200).data().getString("secret");
            olga.post("/api/auth/factors/totp/confirm", new JsonObject().put("code", Totp.code(secret, Instant.now())))
                    .expect(200);
            visitor.show("/w/" + workspace.substring("/api/workspaces/".length()) + "/settings");
            visitor.button("Hand it over").click();
            field(visitor, "New owner").selectOption(new SelectOption().setValue(heir));
            inDialog(visitor, "Hand it over").click();

            field(visitor, "Code").fill(Totp.code(secret, Instant.now().plusSeconds(30)));
            inDialog(visitor, "Go on").click();

            assertThat(said(visitor, "Handed over.")).isVisible();
            assertThat(olga.get(workspace + "/members/" + heir)
                            .expect(200)
                            .data()
                            .getString("role"))
                    .isEqualTo("OWNER");
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void aSecondFactorIsSetUpAndAskedForFromThenOn() {
        RunningProduct.user(admin, "fay@factor.example");
        try (var visitor = signedIn("fay@factor.example")) {
            visitor.show("/account/factor");
            visitor.button("Set it up").click();
            var secret = visitor.page().getByLabel("Secret").innerText();
            field(visitor, "Code").fill(Totp.code(secret.strip(), Instant.now()));
            visitor.button("Confirm").click();
            assertThat(said(visitor, "10 are left")).isVisible();
            var codes = visitor.page()
                    .getByLabel("Recovery codes")
                    .innerText()
                    .strip()
                    .split("\\s+");
            assertThat(codes).hasSize(10);

            visitor.button("Sign out").click();
            field(visitor, "Email").fill("fay@factor.example");
            field(visitor, "Password").fill(RunningProduct.PASSWORD);
            visitor.button("Sign in").click();
            assertThat(visitor.heading("Second factor")).isVisible();
            field(visitor, "Code").fill(codes[0]);
            visitor.button("Sign in").click();

            assertThat(visitor.heading("Your workspaces")).isVisible();
            visitor.show("/account/factor");
            assertThat(said(visitor, "9 are left")).isVisible();
            assertThat(visitor.complaints()).isEmpty();
        }
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
            assertThat(odette.page().getByLabel("Redirect URI")).containsText("/api/auth/sso/" + organization);
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
            assertThat(odette.page().getByLabel("Name", new GetByLabelOptions().setExact(true)))
                    .containsText("provider.example");

            odette.link("Provisioning").click();
            odette.button("Connect a directory").click();
            field(odette, "Name").fill("Entra");
            inDialog(odette, "Connect a directory").click();
            assertThat(odette.page().getByLabel("Token of the directory")).containsText("ghl_scim_");
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
    void theAdministratorOfThePlatformUploadsMakesAnAppAndItsKey() throws Exception {
        try (var visitor = signedIn(RunningProduct.ADMIN)) {
            visitor.link("Platform").click();
            assertThat(visitor.heading("Health")).isVisible();
            visitor.link("Marketplace").click();
            visitor.button("Upload an extension").click();
            field(visitor, "Artifact")
                    .setInputFiles(new FilePayload(
                            "no.jar", "application/java-archive", "no jar".getBytes(StandardCharsets.UTF_8)));
            inDialog(visitor, "Upload an extension").click();
            assertThat(visitor.page().getByRole(AriaRole.ALERT)).containsText("EXTENSION.");
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
            assertThat(visitor.page().getByLabel("Secret key of the app")).containsText("sk_live_");
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
