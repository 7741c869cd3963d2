package dev.guildhall.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.guildhall.launcher.PortalParts.alert;
import static dev.guildhall.launcher.PortalParts.field;
import static dev.guildhall.launcher.PortalParts.inDialog;
import static dev.guildhall.launcher.PortalParts.permission;
import static dev.guildhall.launcher.PortalParts.said;
import static dev.guildhall.launcher.PortalParts.shown;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import dev.guildhall.identity.internal.factor.Totp;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What administrators of a workspace do in the portal, and what everybody does with their own account. */
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

    private static String workspace(String key) {
        return "/api/workspaces/"
                + admin.post("/api/workspaces", new JsonObject().put("key", key).put("name", "Workshop " + key))
                        .expect(200)
                        .data()
                        .getString("id");
    }

    /** Where the portal shows a workspace. */
    private static String page(String workspace) {
        return "/w/" + workspace.substring("/api/workspaces/".length());
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
            keeper.show(page(workspace) + "/members/roles");
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
            assertThat(alert(keeper)).containsText("ROLE.IN_USE");
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
                        .expect(201)
                        .data()
                        .getString("id");
        var heir = member(workspace, "heir@transfer.example", "MEMBER");
        try (var visitor = signedIn("olga@transfer.example")) {
            // The session of the browser has been proved by the password alone, which is not enough any more.
            var secret =
                    olga.post("/api/auth/factors/totp", null).expect(200).data().getString("secret");
            olga.post("/api/auth/factors/totp/confirm", new JsonObject().put("code", Totp.code(secret, Instant.now())))
                    .expect(200);
            visitor.show(page(workspace) + "/settings");
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
            var secret = shown(visitor, "Secret").innerText();
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
    void whatAChangeOfAnExtensionWouldDoIsShownBeforeItIsDone() {
        var workspace = workspace("plans");
        admin.post(
                        workspace + "/extensions",
                        new JsonObject()
                                .put("extensionKey", "directory")
                                .put("grantedPermissions", JsonArray.of("members.read", "events.publish")))
                .expect(201);
        member(workspace, "pia@plans.example", "ADMIN");
        try (var pia = signedIn("pia@plans.example")) {
            pia.show(page(workspace) + "/extensions/directory");
            pia.button("Disable").click();
            assertThat(pia.page().getByRole(AriaRole.DIALOG)).containsText("1.0.0");
            inDialog(pia, "Disable").click();
            assertThat(pia.button("Enable")).isVisible();
            assertThat(installed(workspace).getString("state")).isEqualTo("DISABLED");

            pia.button("Uninstall").click();
            assertThat(pia.page().getByRole(AriaRole.DIALOG)).containsText("Its data");
            field(pia, "Its data").selectOption("purge");
            inDialog(pia, "Uninstall").click();

            assertThat(said(pia, "No extension is installed")).isVisible();
            admin.get(workspace + "/extensions/directory").expect(404);
            assertThat(pia.complaints()).isEmpty();
        }
    }

    private static JsonObject installed(String workspace) {
        return admin.get(workspace + "/extensions/directory").expect(200).data();
    }
}
