package dev.guildhall.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.guildhall.launcher.PortalParts.alert;
import static dev.guildhall.launcher.PortalParts.field;
import static dev.guildhall.launcher.PortalParts.inDialog;
import static dev.guildhall.launcher.PortalParts.permission;
import static dev.guildhall.launcher.PortalParts.said;
import static dev.guildhall.launcher.PortalParts.shown;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import dev.guildhall.identity.internal.factor.Totp;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Part;
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

    private static final String QUIET = """
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                return Future.succeededFuture();
            }
            """;

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @RegisterExtension
    static final SharedBrowser BROWSER = new SharedBrowser();

    private static final int PAGE_OF_A_LIST = 50;

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

            comeBack(visitor, "fay@factor.example");
            field(visitor, "Code").fill(codes[0]);
            visitor.button("Sign in").click();
            assertThat(visitor.heading("Your workspaces")).isVisible();
            visitor.show("/account/factor");
            assertThat(said(visitor, "9 are left")).isVisible();

            comeBack(visitor, "fay@factor.example");
            field(visitor, "Code").fill(codes[0]);
            visitor.button("Sign in").click();
            assertThat(alert(visitor)).containsText("AUTH.BAD_CODE");
            field(visitor, "Code").fill(Totp.code(secret.strip(), Instant.now().plusSeconds(30)));
            visitor.button("Sign in").click();
            assertThat(visitor.heading("Your workspaces")).isVisible();
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    /** Signs out and in again, as far as a password leads. */
    private static void comeBack(Visitor visitor, String email) {
        visitor.button("Sign out").click();
        field(visitor, "Email").fill(email);
        field(visitor, "Password").fill(RunningProduct.PASSWORD);
        visitor.button("Sign in").click();
        assertThat(visitor.heading("Second factor")).isVisible();
    }

    @Test
    void whatAChangeOfAnExtensionWouldDoIsShownBeforeItIsDone() {
        publish(ExtensionJar.of("rolodex", "1.0.0")
                .manifest("manifest", 1)
                .manifest("permissions", JsonArray.of("capabilities.invoke"))
                .manifest(
                        "requires",
                        new JsonObject()
                                .put(
                                        "capabilities",
                                        JsonArray.of(new JsonObject()
                                                .put("key", "directory.contact.search")
                                                .put("version", "^1.0"))))
                .extension(QUIET));
        var workspace = workspace("plans");
        install(workspace, "directory", "members.read", "events.publish");
        install(workspace, "rolodex", "capabilities.invoke");
        admin.post(
                        workspace + "/roles",
                        new JsonObject()
                                .put("name", "Tidier")
                                .put("permissions", JsonArray.of("directory.contacts.delete")))
                .expect(201);
        member(workspace, "pia@plans.example", "ADMIN");
        try (var pia = signedIn("pia@plans.example")) {
            pia.show(page(workspace) + "/extensions/directory");
            pia.button("Disable").click();
            assertThat(dialog(pia)).containsText("Its capabilities refuse calls and its pages are not shown.");
            assertThat(dialog(pia)).containsText("rolodex needs directory.contact.search");
            inDialog(pia, "Disable").click();
            assertThat(pia.button("Enable")).isVisible();
            assertThat(installed(workspace, "directory").getString("state")).isEqualTo("DISABLED");

            pia.button("Uninstall").click();
            assertThat(dialog(pia)).containsText("This is in the way");
            assertThat(inDialog(pia, "Uninstall")).hasCount(0);
            pia.page().keyboard().press("Escape");
            admin.delete(workspace + "/extensions/rolodex").expect(204);
            pia.button("Uninstall").click();
            assertThat(dialog(pia)).containsText("It has stored 0 rows");
            assertThat(dialog(pia)).containsText("Tidier: directory.contacts.delete");
            field(pia, "Its data").selectOption("purge");
            inDialog(pia, "Uninstall").click();

            assertThat(said(pia, "No extension is installed")).isVisible();
            admin.get(workspace + "/extensions/directory").expect(404);
            assertThat(pia.complaints()).isEmpty();
        }
    }

    @Test
    void whoIsQuickerThanTheListOfRolesInvitesAMember() {
        var workspace = workspace("quick");
        member(workspace, "quinn@quick.example", "ADMIN");
        try (var quinn = signedIn("quinn@quick.example")) {
            quinn.page().route(url -> url.contains("/roles"), unanswered -> {});
            quinn.show(page(workspace) + "/members");
            quinn.button("Invite").click();
            field(quinn, "Email addresses").fill("later@quick.example");
            inDialog(quinn, "Send invitations").click();

            assertThat(dialog(quinn)).hasCount(0);
            var invited = admin.get(workspace + "/invitations").expect(200).list();
            assertThat(invited.getJsonObject(0).getString("role")).isEqualTo("MEMBER");
        }
    }

    @Test
    void whatComesAlongIsConfiguredBeforeItIsAgreedTo() {
        publish(ExtensionJar.of("rates", "1.0.0")
                .manifest("manifest", 1)
                .manifest("configSchema", new JsonObject("""
                {"type":"object","required":["source","token"],"properties":{
                  "source":{"type":"string","format":"uri","x-egress":true,"pattern":"^https:"},
                  "token":{"type":"string","writeOnly":true}}}"""))
                .extension(QUIET));
        var rates = new JsonObject().put("key", "rates").put("version", "^1.0");
        publish(ExtensionJar.of("invoices", "1.0.0")
                .manifest("manifest", 1)
                .manifest("requires", new JsonObject().put("extensions", JsonArray.of(rates)))
                .extension(QUIET));
        var workspace = workspace("along");
        member(workspace, "ivo@along.example", "ADMIN");
        try (var ivo = signedIn("ivo@along.example")) {
            ivo.show(page(workspace) + "/extensions/catalogue/invoices");
            ivo.button("Show the plan").click();
            assertThat(said(ivo, "Configuration of what comes along")).isVisible();
            assertThat(ivo.button("Agree and install")).hasCount(0);
            field(ivo, "source").fill("http://r.example");
            field(ivo, "token").fill("s3cret");
            ivo.button("Show the plan").click();
            assertThat(field(ivo, "source")).hasAttribute("aria-invalid", "true");
            field(ivo, "source").fill("https://r.example");
            ivo.button("Show the plan").click();
            assertThat(said(ivo, "rates 1.0.0")).isVisible();
            permission(ivo, "r.example").check();
            ivo.button("Agree and install").click();

            assertThat(said(ivo, "is installed.")).isVisible();
            var config = installed(workspace, "rates").getJsonObject("config");
            assertThat(config.getString("source")).isEqualTo("https://r.example");
            assertThat(config.encode()).contains("token").doesNotContain("s3cret");
            assertThat(ivo.complaints()).allMatch(said -> said.contains("the server responded with a status of 400"));
        }
    }

    @Test
    void anExtensionGoesOnToANewVersionAndBackAsThePlansSay() {
        publish(ledger("1.0.0"));
        var workspace = workspace("ledger");
        install(workspace, "ledger", "events.publish");
        addNote(workspace);
        publish(ledger("1.1.0")
                .manifest("permissions", JsonArray.of("events.publish", "members.read"))
                .manifest(
                        "declares",
                        JsonArray.of(new JsonObject()
                                .put("name", "ledger.notes.strike")
                                .put("description", "Strike notes out")
                                .put("heldWith", "settings.manage")))
                .file("migrations/V2__stars.sql", "alter table note add column stars int not null default 5"));
        member(workspace, "uma@ledger.example", "ADMIN");
        try (var uma = signedIn("uma@ledger.example")) {
            uma.show(page(workspace) + "/extensions/ledger");
            uma.button("Roll back").click();
            assertThat(alert(uma)).containsText("EXTENSION.NOTHING_KEPT");
            uma.page().keyboard().press("Escape");

            uma.button("Upgrade").click();
            assertThat(dialog(uma)).containsText("1.0.0 to 1.1.0");
            assertThat(dialog(uma)).containsText("when a step fails, version 1.0.0 goes on as it is.");
            assertThat(dialog(uma)).containsText("ledger.notes.strike");
            dialog(uma).getByText("1 change of tables").click();
            assertThat(dialog(uma).getByText("alter table note add column stars"))
                    .isVisible();
            assertThat(permission(uma, "events.publish")).hasCount(0);
            inDialog(uma, "Upgrade").click();
            assertThat(alert(uma)).containsText("EXTENSION.CONSENT_REQUIRED");
            permission(uma, "members.read").check();
            inDialog(uma, "Upgrade").click();
            assertThat(said(uma, "Ledger was changed.")).isVisible();
            var version = uma.page().locator("main .title code");
            assertThat(version).hasText("ledger 1.1.0");

            addNote(workspace);
            uma.button("Roll back").click();
            assertThat(dialog(uma)).containsText("1.1.0 to 1.0.0");
            assertThat(dialog(uma)).containsText("What was stored since is lost.");
            assertThat(dialog(uma)).containsText("note: 2 rows now, 1 row afterwards");
            uma.lookClosely("rollback");
            inDialog(uma, "Roll back").click();
            assertThat(version).hasText("ledger 1.0.0");
            assertThat(installed(workspace, "ledger").getJsonArray("grantedPermissions"))
                    .containsExactly("events.publish");
            assertThat(addNote(workspace)).isEqualTo(2);
            assertThat(uma.complaints()).isEmpty();
        }
    }

    @Test
    void aListIsTurnedForwardsAndBackByItsButtonsAndByTheBrowser() {
        var workspace = workspace("turned");
        for (var count = 0; count < PAGE_OF_A_LIST; count++) {
            admin.post(
                            workspace + "/events",
                            new JsonObject().put("type", "page.turned").put("data", new JsonObject()))
                    .expect(202);
        }
        member(workspace, "paul@turned.example", "VIEWER");
        try (var paul = signedIn("paul@turned.example")) {
            var first = paul.page().locator("tbody td").first();
            var previous = paul.button("Previous page");
            paul.show(page(workspace) + "/events?view=log&order=sequence");
            assertThat(first).hasText("1");
            assertThat(previous).hasCount(0);
            paul.button("Next page").click();
            assertThat(first).hasText(String.valueOf(PAGE_OF_A_LIST + 1));
            var second = paul.page().url();
            paul.page().reload();
            previous.click();
            assertThat(first).hasText("1");
            assertThat(previous).hasCount(0);
            paul.page().goForward();
            assertThat(first).hasText(String.valueOf(PAGE_OF_A_LIST + 1));
            assertThat(previous).isVisible();
            paul.page().goBack();
            assertThat(first).hasText("1");

            // Who comes by a link was on no page before.
            paul.page().navigate(second);
            assertThat(first).hasText(String.valueOf(PAGE_OF_A_LIST + 1));
            assertThat(previous).hasCount(0);
            paul.button("First page").click();
            assertThat(first).hasText("1");
            assertThat(paul.complaints()).isEmpty();
        }
    }

    private static ExtensionJar ledger(String version) {
        return ExtensionJar.of("ledger", version)
                .manifest("manifest", 1)
                .manifest("name", "Ledger")
                .manifest("permissions", JsonArray.of("events.publish"))
                .manifest("migrations", "migrations/")
                .provides("ledger.note.add")
                .file("migrations/V1__notes.sql", "create table note (id uuid default gen_random_uuid(), text text)")
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("ledger.note.add", call -> workspace.storage()
                                .execute("insert into note (text) values ($1)", "a note")
                                .compose(added -> workspace.storage().query("select count(*)::int as notes from note"))
                                .map(rows -> rows.get(0)));
                        return Future.succeededFuture();
                    }
                    """);
    }

    /** Gives how many there are then. */
    private static int addNote(String workspace) {
        return admin.post(workspace + "/capabilities/ledger.note.add", new JsonObject())
                .expect(200)
                .data()
                .getInteger("notes");
    }

    private static void publish(ExtensionJar jar) {
        admin.upload("/api/admin/marketplace/extensions", Part.file("artifact", "extension.jar", jar.bytes()))
                .expect(201);
    }

    private static void install(String workspace, String extension, Object... permissions) {
        admin.post(
                        workspace + "/extensions",
                        new JsonObject()
                                .put("extensionKey", extension)
                                .put("grantedPermissions", JsonArray.of(permissions)))
                .expect(201);
    }

    private static JsonObject installed(String workspace, String extension) {
        return admin.get(workspace + "/extensions/" + extension).expect(200).data();
    }

    private static Locator dialog(Visitor visitor) {
        return visitor.page().getByRole(AriaRole.DIALOG);
    }
}
