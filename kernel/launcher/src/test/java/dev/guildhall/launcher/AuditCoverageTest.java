package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.guildhall.identity.internal.factor.Totp;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Part;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.passkey.SoftwareAuthenticator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does once what each operation of the contract does that changes something, and looks whether the audit log got longer.
 * An operation that is added needs its step here, or a reason to be among the exceptions.
 */
class AuditCoverageTest {

    private static final Set<String> MUTATING = Set.of("post", "put", "patch", "delete");

    private static final String EXTENSIONS_OWN = "what an extension does is its own business; its changes are events";

    private static final String PUT_ASIDE =
            "it takes an event that a handler could not stand; the tests of event delivery look at its entry";

    private static final String OF_PROVIDERS =
            "it takes an identity provider; the tests of signing in by one look at its entry";

    private static final String OF_JOBS = "it takes an extension with jobs; the tests of those look at its entry";

    private static final String GIVEN_UP =
            "it takes an event that could not be delivered; the tests of subscriptions look at its entry";

    private static final String SAID =
            "what is said in a session is its own record, with who said it and what came of it";

    private static final String ASKED = "it asks for a passkey and keeps nothing; what comes of it is in the log";

    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("invokeCapability", EXTENSIONS_OWN),
            Map.entry("extensionRoutePost", EXTENSIONS_OWN),
            Map.entry("extensionRoutePut", EXTENSIONS_OWN),
            Map.entry("extensionRoutePatch", EXTENSIONS_OWN),
            Map.entry("extensionRouteDelete", EXTENSIONS_OWN),
            Map.entry("takeExtensionWebhook", EXTENSIONS_OWN),
            Map.entry("applyExtensionBatch", EXTENSIONS_OWN),
            Map.entry("retryDeadLetter", PUT_ASIDE),
            Map.entry("skipDeadLetter", PUT_ASIDE),
            Map.entry("runExtensionJob", OF_JOBS),
            Map.entry("cancelExtensionJob", OF_JOBS),
            Map.entry("retrySubscriptionDeadLetter", GIVEN_UP),
            Map.entry("skipSubscriptionDeadLetter", GIVEN_UP),
            Map.entry("retryOrganizationSubscriptionDeadLetter", GIVEN_UP),
            Map.entry("skipOrganizationSubscriptionDeadLetter", GIVEN_UP),
            Map.entry("retryPlatformSubscriptionDeadLetter", GIVEN_UP),
            Map.entry("skipPlatformSubscriptionDeadLetter", GIVEN_UP),
            Map.entry("callMcp", EXTENSIONS_OWN),
            Map.entry("postMessage", SAID),
            Map.entry("cancelRuns", SAID),
            Map.entry("repeatRun", SAID),
            Map.entry("planCapabilityBinding", "it looks and changes nothing"),
            Map.entry("introspectToken", "it looks and changes nothing"),
            Map.entry("planExtension", "it looks and changes nothing"),
            Map.entry("openExtensionFrame", "it looks and changes nothing"),
            Map.entry("previewInvitation", "it looks and changes nothing"),
            Map.entry("publishEventBatch", "an event is its own record, with its actor"),
            Map.entry("publishEvents", "an event is its own record, with its actor"),
            Map.entry("testSso", "it looks and changes nothing"),
            Map.entry("checkSsoDomain", "it looks; the tests of domains look at the entry of one that is proven"),
            Map.entry("removeSsoIdentity", OF_PROVIDERS),
            Map.entry("enrolTotp", "it counts for nothing until it is confirmed, which is in the log"),
            Map.entry("beginPasskey", ASKED),
            Map.entry("beginPasskeyLogin", ASKED),
            Map.entry("beginPasskeySecondFactor", ASKED),
            Map.entry("beginPasskeyStepUp", ASKED),
            Map.entry(
                    "putPlatformSignInPolicy",
                    "it keeps out whoever walks here without a second factor; the tests of step-up look at its entry"),
            Map.entry("endSsoSessions", OF_PROVIDERS),
            Map.entry("finishSamlSso", OF_PROVIDERS),
            Map.entry("refresh", "it goes on with a session that is in the log; a reused token is in it as well"),
            Map.entry("setDefaultWorkspace", "a bookmark of one's own that nobody else sees or depends on"));

    @TempDir
    Path directory;

    private final Set<String> walked = new HashSet<>();
    private final Set<String> unseen = new TreeSet<>();
    private final Queue<JsonObject> heard = new ConcurrentLinkedQueue<>();
    private HttpServer endpoint;
    private HttpTester admin;
    private String workspace;
    private String doomed;

    @BeforeEach
    void listen() throws IOException {
        endpoint = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        endpoint.createContext("/", exchange -> {
            heard.add(new JsonObject(Buffer.buffer(exchange.getRequestBody().readAllBytes())));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        endpoint.start();
    }

    @AfterEach
    void close() {
        endpoint.stop(0);
    }

    @Test
    void everyChangeThroughTheApiLeavesAnEntry() throws Exception {
        try (var product = RunningProduct.start(directory.resolve("data"), "--webhook-allow-private")) {
            admin = product.signInAsAdmin();
            var contract = product.http().get("/api/openapi.json").expect(200).json();

            hear("/api/admin");
            people(product);
            portals();
            apps();
            organizations(product);
            workspace(product);
            roles();
            invitations(product);
            subscriptions();
            capabilities();
            extensions();
            agents();
            toldAsCatalogued(workspace);
            doomed = workspace;
            logs("deleteWorkspace", () -> admin.delete("/api/workspaces/" + workspace));
            heardAsCatalogued();

            var forgotten = new TreeSet<>(mutating(contract));
            forgotten.removeAll(walked);
            forgotten.removeAll(EXCEPTIONS.keySet());
            assertThat(unseen)
                    .as("operations that change something unseen by auditors")
                    .isEmpty();
            assertThat(forgotten).as("operations that have no step here").isEmpty();
            assertThat(admin.get("/api/admin/audit/verify").expect(200).data().getBoolean("valid"))
                    .isTrue();
        }
    }

    private void people(RunningProduct product) {
        logs("login", () -> product.http().post("/api/auth/login", credentials(RunningProduct.ADMIN)));
        logs("createUsers", () -> admin.post("/api/admin/users/batch", rows("users", person("many@acme.example"))));
        var user = logs("createUser", () -> admin.post("/api/admin/users", person("gone@acme.example")))
                .expect(201)
                .header("Location");
        var unwanted = RunningProduct.user(admin, "unwanted@acme.example");
        logs("createErasure", () -> admin.post("/api/admin/erasures", new JsonObject().put("userId", unwanted)));
        logs("updateUser", () -> admin.put(user, new JsonObject().put("fullName", "Changed")));
        var client = product.signIn("gone@acme.example", RunningProduct.PASSWORD);
        logs(
                "changePassword",
                () -> client.post(
                        "/api/auth/password",
                        new JsonObject()
                                .put("currentPassword", RunningProduct.PASSWORD)
                                .put("newPassword", RunningProduct.PASSWORD + "!")));
        var token = logs("createToken", () -> client.post("/api/auth/tokens", new JsonObject().put("name", "Report")))
                .header("Location");
        logs("revokeToken", () -> client.delete(token));
        secondFactors(product, client);
        recovery(product);
        logs(
                "switchOrganization",
                () -> client.post("/api/auth/organization", new JsonObject().putNull("organizationId")));
        logs("updateMe", () -> client.patch("/api/auth/me", new JsonObject().put("fullName", "Renamed")));
        product.signIn("gone@acme.example", RunningProduct.PASSWORD + "!");
        logs("endOtherSessions", () -> client.delete("/api/auth/sessions"));
        product.signIn("gone@acme.example", RunningProduct.PASSWORD + "!");
        var newest = client.get("/api/auth/sessions").expect(200).list().getJsonObject(0);
        logs("endOwnSession", () -> client.delete("/api/auth/sessions/" + newest.getString("id")));
        logs("logout", () -> client.post("/api/auth/logout", null));
        logs("deleteUser", () -> admin.delete(user));
    }

    private void secondFactors(RunningProduct product, HttpTester client) {
        var codes = enrolled(client);
        logs(
                "stepUp",
                () -> client.post("/api/auth/step-up", new JsonObject().put("recoveryCode", codes.getString(0))));
        var renewed = logs("renewRecoveryCodes", () -> client.post("/api/auth/factors/recovery-codes", null))
                .data()
                .getJsonArray("recoveryCodes");
        var password =
                new JsonObject().put("email", "gone@acme.example").put("password", RunningProduct.PASSWORD + "!");
        var begun = product.http().post("/api/auth/login", password).expect(401, "AUTH.CODE_REQUIRED");
        var completion = new JsonObject()
                .put("challenge", begun.header("WWW-Authenticate").split("\"")[1])
                .put("recoveryCode", renewed.getString(0));
        logs("completeLogin", () -> product.http().post("/api/auth/login/second-factor", completion));
        logs("removeTotp", () -> client.delete("/api/auth/factors/totp"));
        passkeys(product, client);
        var forgetful = RunningProduct.user(admin, "forgetful@acme.example");
        enrolled(product.signIn("forgetful@acme.example", RunningProduct.PASSWORD));
        logs("resetFactors", () -> admin.delete("/api/admin/users/" + forgetful + "/factors"));
    }

    private void recovery(RunningProduct product) {
        var mails = new MailedLinks(product.data());
        var nobody = product.http();
        var user = RunningProduct.user(admin, "lost@acme.example");
        var client = product.signIn("lost@acme.example", RunningProduct.PASSWORD);
        logs(
                "requestEmailChange",
                () -> client.post("/api/auth/email", new JsonObject().put("email", "found@acme.example")));
        var confirmation = mails.token("found@acme.example", "Confirm your new email address");
        logs(
                "confirmEmailChange",
                () -> nobody.post("/api/auth/email/confirm", new JsonObject().put("token", confirmation)));
        var undo = mails.token("lost@acme.example", "Your account has another email address");
        logs("undoEmailChange", () -> nobody.post("/api/auth/email/undo", new JsonObject().put("token", undo)));
        var subject = "Set a new password for your account";
        logs("requestPasswordReset", () -> {
            var answer = nobody.post("/api/auth/password/reset", new JsonObject().put("email", "lost@acme.example"));
            mails.token("lost@acme.example", subject);
            return answer;
        });
        var reset = new JsonObject()
                .put("token", mails.token("lost@acme.example", subject))
                .put("newPassword", RunningProduct.PASSWORD + "!");
        logs("resetPassword", () -> nobody.post("/api/auth/password/reset/confirm", reset));
        logs("sendPasswordLink", () -> admin.post("/api/admin/users/" + user + "/password-link", null));
    }

    private void passkeys(RunningProduct product, HttpTester client) {
        var authenticator = new SoftwareAuthenticator(
                "http://localhost:" + URI.create(product.url()).getPort());
        var path = "/api/auth/factors/passkeys";
        var begun = client.post(path + "/options", null).expect(200).data();
        var addition = new JsonObject()
                .put("state", begun.getString("state"))
                .put("credential", authenticator.create(begun.getJsonObject("publicKey")));
        var passkey = logs("addPasskey", () -> client.post(path, addition)).header("Location");
        logs("renamePasskey", () -> client.patch(passkey, new JsonObject().put("name", "Phone")));
        var asked = product.http().post("/api/auth/login/passkey/options", null).expect(200);
        var browser =
                product.http().withHeader("Cookie", asked.header("Set-Cookie").split(";")[0]);
        var answer = new JsonObject()
                .put("state", asked.data().getString("state"))
                .put("credential", authenticator.get(asked.data().getJsonObject("publicKey")));
        logs("loginByPasskey", () -> browser.post("/api/auth/login/passkey", answer));
        logs("removePasskey", () -> client.delete(passkey));
    }

    private JsonArray enrolled(HttpTester client) {
        var secret =
                client.post("/api/auth/factors/totp", null).expect(200).data().getString("secret");
        var code = new JsonObject().put("code", Totp.code(secret, Instant.now()));
        return logs("confirmTotp", () -> client.post("/api/auth/factors/totp/confirm", code))
                .data()
                .getJsonArray("recoveryCodes");
    }

    private void apps() {
        var app = logs("createApp", () -> admin.post("/api/apps", new JsonObject().put("name", "Web")))
                .header("Location");
        logs("updateApp", () -> admin.patch(app, new JsonObject().put("name", "App")));
        var key = logs("createAppKey", () -> admin.post(app + "/keys", new JsonObject().put("name", "Backend")))
                .data()
                .getString("id");
        logs("revokeAppKey", () -> admin.delete(app + "/keys/" + key));
        logs("deleteApp", () -> admin.delete(app));
    }

    private void portals() {
        var portal = logs("createPortal", () -> admin.post("/api/admin/portals", new JsonObject().put("name", "Web")))
                .header("Location");
        logs("updatePortal", () -> admin.patch(portal, new JsonObject().put("name", "App")));
        logs("rotatePortal", () -> admin.post(portal + "/rotate", null));
        logs("deletePortal", () -> admin.delete(portal));
    }

    private void organizations(RunningProduct product) {
        var app = admin.post("/api/apps", new JsonObject().put("name", "Organized"))
                .expect(201)
                .data()
                .getString("id");
        var eve = RunningProduct.user(admin, "eve@acme.example");
        var fay = RunningProduct.user(admin, "fay@acme.example");
        var path = logs(
                        "createOrganization",
                        () -> admin.post(
                                "/api/organizations",
                                new JsonObject()
                                        .put("appId", app)
                                        .put("name", "Acme")
                                        .put("slug", "acme")
                                        .put("domain", "acme.example")
                                        .put("ownerId", eve)))
                .header("Location");
        subscriptions("Organization", path);
        hear(path);
        logs("updateOrganization", () -> admin.patch(path, new JsonObject().put("industry", "Cakes")));
        logs(
                "putSso",
                () -> admin.put(
                        path + "/sso",
                        new JsonObject().put("provider", "OIDC").put("issuerUrl", "http://127.0.0.1:9")));
        logs("removeSso", () -> admin.delete(path + "/sso"));
        var policy = new JsonObject().put("secondFactorRequired", true);
        logs("putSignInPolicy", () -> admin.put(path + "/sign-in-policy", policy));
        admin.put(path + "/sign-in-policy", new JsonObject().put("secondFactorRequired", false))
                .expect(200);
        logs("addSsoDomain", () -> admin.post(path + "/sso/domains", new JsonObject().put("domain", "acme.example")));
        logs("removeSsoDomain", () -> admin.delete(path + "/sso/domains/acme.example"));
        var connections = path + "/scim/connections";
        var connection = logs(
                        "createScimConnection",
                        () -> admin.post(connections, new JsonObject().put("name", "Directory")))
                .header("Location");
        logs("rotateScimConnection", () -> admin.post(connection + "/rotate", new JsonObject()));
        logs("revokeScimConnection", () -> admin.delete(connection));
        logs("putOrganizationMember", () -> admin.post(path + "/members", seat(fay)));
        logs(
                "changeOrganizationMemberRole",
                () -> admin.patch(path + "/members/" + fay, new JsonObject().put("role", "ADMIN")));
        var asFay = product.signIn("fay@acme.example", RunningProduct.PASSWORD);
        applications(product, path);
        logs("leaveOrganization", () -> asFay.post(path + "/leave", null));
        admin.post(path + "/members", seat(fay)).expect(200);
        logs("removeOrganizationMember", () -> admin.delete(path + "/members/" + fay));
        admin.post(path + "/members", seat(fay)).expect(200);
        teams(path, fay);
        logs("transferOrganization", () -> admin.post(path + "/transfer", new JsonObject().put("userId", fay)));
        var moving = admin.post(
                        "/api/workspaces",
                        new JsonObject()
                                .put("key", "moving")
                                .put("name", "Moving")
                                .put("organizationId", path.substring(path.lastIndexOf('/') + 1)))
                .expect(200)
                .data()
                .getString("id");
        logs(
                "moveWorkspace",
                () -> admin.post("/api/workspaces/" + moving + "/move", new JsonObject().putNull("organizationId")));
        toldAsCatalogued(moving);
        doomed = path.substring(path.lastIndexOf('/') + 1);
        logs("deleteOrganization", () -> admin.delete(path));
    }

    private void applications(RunningProduct product, String organization) {
        applications("PlatformOauthClient", "/api/admin/oauth/clients");
        applications("OauthClient", organization + "/oauth/clients");
        var client = admin.post(organization + "/oauth/clients", application("AUTHORIZATION_CODE", "DEVICE_CODE"))
                .expect(201)
                .data()
                .getString("id");
        var fay = product.signIn("fay@acme.example", RunningProduct.PASSWORD);
        var asked = new JsonObject()
                .put(
                        "request",
                        "response_type=code&redirect_uri=https%3A%2F%2Facme.example%2Fback&code_challenge_method=S256"
                                + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&client_id=" + client)
                .put("decision", "ALLOW");
        logs("authorizeApplication", () -> fay.post("/api/auth/authorizations", asked));
        var waiting = product.http()
                .post("/oauth/device_authorization", new JsonObject().put("client_id", client))
                .expect(200)
                .json();
        var typed =
                new JsonObject().put("userCode", waiting.getString("user_code")).put("decision", "ALLOW");
        logs("authorizeDevice", () -> fay.post("/api/auth/device-authorizations", typed));
        var consent = fay.get("/api/auth/consents").expect(200).list().getJsonObject(0);
        logs("withdrawOauthConsent", () -> fay.delete("/api/auth/consents/" + consent.getString("id")));
        var refused = new JsonObject().put("allowed", false);
        logs("putOauthRule", () -> admin.put(organization + "/oauth/rules/" + client, refused));
    }

    private void applications(String kind, String path) {
        var wanted = application("AUTHORIZATION_CODE").put("confidential", true);
        var client = logs("create" + kind, () -> admin.post(path, wanted)).header("Location");
        logs("update" + kind, () -> admin.patch(client, new JsonObject().put("name", "Renamed")));
        logs("rotate" + kind, () -> admin.post(client + "/rotate", null));
        logs("endFormerSecretsOf" + kind, () -> admin.delete(client + "/former-secrets"));
        logs("delete" + kind, () -> admin.delete(client));
    }

    private static JsonObject application(String... grantTypes) {
        return new JsonObject()
                .put("name", "Assistant")
                .put("redirectUris", new JsonArray().add("https://acme.example/back"))
                .put("grantTypes", new JsonArray(List.of(grantTypes)))
                .put("scopes", new JsonArray().add("workspace.read"));
    }

    private void teams(String organization, String member) {
        var team = logs("createTeam", () -> admin.post(organization + "/teams", new JsonObject().put("name", "Crew")))
                .header("Location");
        logs("renameTeam", () -> admin.patch(team, new JsonObject().put("name", "Night crew")));
        logs("putTeamMember", () -> admin.post(team + "/members", seat(member)));
        logs(
                "changeTeamMemberRole",
                () -> admin.patch(team + "/members/" + member, new JsonObject().put("role", "LEAD")));
        logs("removeTeamMember", () -> admin.delete(team + "/members/" + member));
        invitations("Organization", organization, new JsonObject().put("role", "MEMBER"));
        invitations("Team", team, new JsonObject());
        var workspace = admin.post(
                        "/api/workspaces",
                        new JsonObject()
                                .put("key", "organized")
                                .put("name", "Organized")
                                .put("organizationId", organization.substring("/api/organizations/".length())))
                .expect(200)
                .data()
                .getString("id");
        var granted = team + "/workspaces/" + workspace;
        logs("putTeamWorkspace", () -> admin.put(granted, new JsonObject().put("role", "VIEWER")));
        logs("removeTeamWorkspace", () -> admin.delete(granted));
        toldAsCatalogued(workspace);
        logs("deleteTeam", () -> admin.delete(team));
    }

    private void invitations(String kind, String host, JsonObject wanted) {
        var path = host + "/invitations";
        var invited = wanted.put("email", kind + "@guests.example");
        var made = logs("create" + kind + "Invitation", () -> admin.post(path, invited))
                .header("Location");
        logs("resend" + kind + "Invitation", () -> admin.post(made + "/resend", null));
        logs("revoke" + kind + "Invitation", () -> admin.delete(made));
    }

    private void workspace(RunningProduct product) {
        var created = logs(
                "createWorkspace",
                () -> admin.post(
                        "/api/workspaces", new JsonObject().put("key", "acme").put("name", "Acme")));
        workspace = created.data().getString("id");
        var path = "/api/workspaces/" + workspace;
        logs("updateWorkspace", () -> admin.patch(path, new JsonObject().put("name", "Acme & Co")));
        logs("putEventRetention", () -> admin.put(path + "/events/retention", new JsonObject().put("days", 400)));
        logs("putSettings", () -> admin.put(path + "/settings", new JsonObject().put("timezone", "Europe/Berlin")));
        logs(
                "patchPreferences",
                () -> admin.patch(path + "/preferences", new JsonObject().put("supportTeamAccess", true)));

        var ada = RunningProduct.user(admin, "ada@acme.example");
        var bob = RunningProduct.user(admin, "bob@acme.example");
        var asAda = product.signIn("ada@acme.example", RunningProduct.PASSWORD);
        logs("createOwnWorkspace", () -> asAda.post("/api/workspaces/self", new JsonObject().put("name", "Ada's")));
        logs("putMember", () -> admin.post(path + "/members", seat(ada)));
        logs("putMembers", () -> admin.post(path + "/members/batch", rows("members", seat(bob))));
        logs("changeMemberRole", () -> admin.patch(path + "/members/" + ada, new JsonObject().put("role", "ADMIN")));
        logs("leaveWorkspace", () -> asAda.post(path + "/leave", null));
        admin.post(path + "/members", seat(ada)).expect(200);
        logs("removeMember", () -> admin.delete(path + "/members/" + ada));
        admin.post(path + "/members", seat(bob)).expect(200);
        logs("transferWorkspace", () -> admin.post(path + "/transfer", new JsonObject().put("userId", bob)));
    }

    private void roles() {
        var path = "/api/workspaces/" + workspace + "/roles";
        var permissions = new JsonArray().add("members.read");
        var role = logs(
                        "createRole",
                        () -> admin.post(
                                path, new JsonObject().put("name", "Greeter").put("permissions", permissions)))
                .data()
                .getString("id");
        logs("updateRole", () -> admin.patch(path + "/" + role, new JsonObject().put("name", "Host")));
        logs("deleteRole", () -> admin.delete(path + "/" + role));
    }

    private void invitations(RunningProduct product) {
        var path = "/api/workspaces/" + workspace + "/invitations";
        RunningProduct.user(admin, "cleo@acme.example");
        var cleo = product.signIn("cleo@acme.example", RunningProduct.PASSWORD);
        var other = new JsonObject().put("email", "dora@acme.example").put("role", "VIEWER");
        logs("createInvitations", () -> admin.post(path + "/batch", rows("invitations", other)));
        var first = logs("createInvitation", () -> admin.post(path, invitation()))
                .data()
                .getString("id");
        var resent = logs(
                "resendInvitation",
                () -> admin.post(path + "/" + first + "/resend", new JsonObject().put("delivery", "LINK")));
        logs(
                "declineInvitation",
                () -> cleo.post(
                        "/api/invitations/decline",
                        new JsonObject().put("token", resent.data().getString("token"))));
        var second = admin.post(path, invitation()).expect(201).data().getString("id");
        logs("revokeInvitation", () -> admin.delete(path + "/" + second));
        var third = admin.post(path, invitation()).expect(201).data().getString("token");
        logs("acceptInvitation", () -> cleo.post("/api/invitations/accept", new JsonObject().put("token", third)));
    }

    private static JsonObject invitation() {
        return new JsonObject()
                .put("email", "cleo@acme.example")
                .put("role", "MEMBER")
                .put("delivery", "LINK");
    }

    private void subscriptions() {
        subscriptions("", "/api/workspaces/" + workspace);
        subscriptions("Platform", "/api/admin");
    }

    private void subscriptions(String of, String place) {
        var path = place + "/subscriptions";
        var sink = new JsonObject().put("kind", "WEBHOOK").put("url", "http://127.0.0.1:9/hook");
        var subscription = logs(
                        "create" + of + "Subscription",
                        () -> admin.post(
                                path,
                                new JsonObject()
                                        .put("name", "CRM")
                                        .put("types", new JsonArray().add("member.*"))
                                        .put("sink", sink)))
                .header("Location");
        logs("update" + of + "Subscription", () -> admin.patch(subscription, new JsonObject().put("name", "ERP")));
        logs("test" + of + "Subscription", () -> admin.post(subscription + "/test", null));
        logs("rotate" + of + "SubscriptionSecret", () -> admin.post(subscription + "/rotate-secret", null));
        logs(
                "replay" + of + "Subscription",
                () -> admin.post(subscription + "/replay", new JsonObject().put("after", 0)));
        logs("retry" + of + "SubscriptionDeadLetters", () -> admin.post(subscription + "/dead-letters/retry", null));
        logs("delete" + of + "Subscription", () -> admin.delete(subscription));
    }

    private void capabilities() {
        var capability = "/api/workspaces/" + workspace + "/capabilities/weather.today.get";
        logs(
                "putCapability",
                () -> admin.put(
                        capability, new JsonObject().put("version", "1.0.0").put("url", "http://127.0.0.1:9/")));
        logs("rotateCapabilitySecret", () -> admin.post(capability + "/rotate-secret", null));
        logs(
                "bindCapability",
                () -> admin.put(capability + "/binding", new JsonObject().put("provider", "http://127.0.0.1:9")));
        logs("releaseCapability", () -> admin.delete(capability + "/binding"));
        logs("removeCapability", () -> admin.delete(capability));
    }

    private void extensions() throws Exception {
        var artifact = BundledExtension.DIRECTORY.bytes();
        logs(
                "publishExtension",
                () -> admin.upload(
                        "/api/admin/marketplace/extensions", Part.file("artifact", "directory.jar", artifact)));
        var key = new JsonObject()
                .put("name", "Acme")
                .put("publicKey", "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
        var added = logs("addPublisherKey", () -> admin.post("/api/admin/marketplace/keys", key))
                .header("Location");
        logs("revokePublisherKey", () -> admin.post(added + "/revoke", null));
        var path = "/api/workspaces/" + workspace + "/extensions";
        var installation = new JsonObject()
                .put("extensionKey", BundledExtension.DIRECTORY.key())
                .put("grantedPermissions", new JsonArray().add("members.read").add("events.publish"));
        logs("installExtension", () -> admin.post(path, installation));
        logs(
                "updateExtension",
                () -> admin.patch(
                        path + "/" + BundledExtension.DIRECTORY.key(), new JsonObject().put("enabled", false)));
        logs(
                "replayExtensionEvents",
                () -> admin.post(
                        path + "/" + BundledExtension.DIRECTORY.key() + "/replay", new JsonObject().put("after", 0)));
        admin.upload(
                        "/api/admin/marketplace/extensions",
                        Part.file("artifact", "directory.jar", Repacked.inVersion("1.0.1", artifact)))
                .expect(201);
        logs(
                "upgradeExtension",
                () -> admin.post(
                        path + "/" + BundledExtension.DIRECTORY.key() + "/upgrade",
                        new JsonObject().put("version", "1.0.1")));
        logs(
                "rollbackExtension",
                () -> admin.post(path + "/" + BundledExtension.DIRECTORY.key() + "/rollback", new JsonObject()));
        logs("uninstallExtension", () -> admin.delete(path + "/" + BundledExtension.DIRECTORY.key()));
        var service = ExtensionJar.of("absent-service", "1.0.0")
                .manifest("runtime", "EXTERNAL_SERVICE")
                .manifest("serviceBaseUrl", "http://127.0.0.1:9/");
        admin.upload("/api/admin/marketplace/extensions", Part.file("artifact", "service.jar", service.bytes()))
                .expect(201);
        admin.post(path, new JsonObject().put("extensionKey", "absent-service")).expect(201);
        logs("rotateExtensionSecret", () -> admin.post(path + "/absent-service/rotate-secret", null));
        var yank = "/api/admin/marketplace/extensions/" + BundledExtension.DIRECTORY.key() + "/versions/1.0.0/yank";
        logs("yankExtensionVersion", () -> admin.post(yank, null));
        logs("unyankExtensionVersion", () -> admin.delete(yank));
    }

    private void agents() {
        var path = "/api/workspaces/" + workspace;
        var polly = new JsonObject()
                .put("key", "polly")
                .put("name", "Polly")
                .put("provider", "echo")
                .put("model", "echo");
        for (var place : List.of(path + "/agents", "/api/admin/agents")) {
            var kind = place.startsWith(path) ? "Agent" : "GlobalAgent";
            logs("create" + kind, () -> admin.post(place, polly));
            logs("change" + kind, () -> admin.patch(place + "/polly", new JsonObject().put("name", "Poll")));
        }
        logs(
                "putRestrictions",
                () -> admin.put(path + "/restrictions", new JsonObject().put("allowedModels", JsonArray.of("echo"))));
        var other = admin.post(
                        "/api/workspaces", new JsonObject().put("key", "sister").put("name", "Sister"))
                .expect(200)
                .data()
                .getString("id");
        var grant = logs(
                        "createGrant",
                        () -> admin.post(
                                path + "/grants",
                                new JsonObject()
                                        .put("receivingWorkspaceId", other)
                                        .put("agentKey", "polly")))
                .header("Location");
        logs("revokeGrant", () -> admin.delete(grant));
        var session = logs(
                        "openSession", () -> admin.post(path + "/sessions", new JsonObject().put("agentKey", "polly")))
                .header("Location");
        admin.post(session + "/messages", new JsonObject().put("content", "hello"))
                .expect(201);
        logs("deleteSession", () -> admin.delete(session));
        var entry = logs("addMemory", () -> admin.post(path + "/memory", new JsonObject().put("content", "Be brief.")))
                .header("Location");
        logs("deleteMemory", () -> admin.delete(entry));
        logs("putBudget", () -> admin.put(path + "/usage/budget", new JsonObject().put("tokens", 1_000)));
        logs("deleteAgent", () -> admin.delete(path + "/agents/polly"));
        logs("deleteGlobalAgent", () -> admin.delete("/api/admin/agents/polly"));
    }

    /** Has all that happens in an organization or on the platform sent here, in order. */
    private void hear(String place) {
        var sink = new JsonObject()
                .put("kind", "WEBHOOK")
                .put("url", "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/");
        var all = new JsonObject()
                .put("name", "All")
                .put("types", new JsonArray().add("*"))
                .put("ordered", true)
                .put("sink", sink);
        admin.post(place + "/subscriptions", all).expect(201);
    }

    /** What is sent of organizations and the platform is what the catalogue says, up to the end of both. */
    private void heardAsCatalogued() {
        Await.until(() -> assertThat(heard)
                .extracting(event -> event.getString("type"))
                .contains("workspace.deleted", "organization.deleting"));
        assertThat(heard)
                .allSatisfy(event -> assertThat(EventCatalogue.SERVED.faults(event))
                        .as(event.encode())
                        .isEmpty())
                .extracting(event -> event.getString("type"))
                .contains("user.created", "user.updated", "app.created", "organization.updated", "team.created");
    }

    /** Subscribers are told what the catalogue of events says. */
    private void toldAsCatalogued(String place) {
        var events = admin.get("/api/workspaces/" + place + "/events?pageSize=1000")
                .expect(200)
                .list();
        assertThat(events)
                .isNotEmpty()
                .allSatisfy(event -> assertThat(EventCatalogue.SERVED.faults((JsonObject) event))
                        .as(event.toString())
                        .isEmpty());
    }

    /** Runs an operation, which must succeed, and notes it when no log is longer afterwards. */
    private Response logs(String operation, Supplier<Response> call) {
        walked.add(operation);
        var before = entries();
        var answer = call.get();
        assertThat(answer.status()).as(operation + ": " + answer.body()).isBetween(200, 299);
        if (entries() == before) {
            unseen.add(operation);
        }
        return answer;
    }

    /** How many entries all logs have together, but for the log of what is about to go. */
    private long entries() {
        var here = admin.get("/api/workspaces").expect(200).list().stream()
                .map(found -> ((JsonObject) found).getString("id"))
                .filter(id -> !id.equals(doomed))
                .mapToLong(id -> entries("/api/workspaces/" + id + "/audit/verify"))
                .sum();
        var organizations = admin.get("/api/organizations").expect(200).list().stream()
                .map(found -> ((JsonObject) found).getString("id"))
                .filter(id -> !id.equals(doomed))
                .mapToLong(id -> entries("/api/organizations/" + id + "/audit/verify"))
                .sum();
        return here + organizations + entries("/api/admin/audit/verify");
    }

    private long entries(String log) {
        return admin.get(log).expect(200).data().getLong("entries");
    }

    private static Set<String> mutating(JsonObject contract) {
        var operations = new HashSet<String>();
        contract.getJsonObject("paths")
                .forEach(path -> ((JsonObject) path.getValue()).forEach(method -> {
                    if (MUTATING.contains(method.getKey())) {
                        operations.add(((JsonObject) method.getValue()).getString("operationId"));
                    }
                }));
        return operations;
    }

    private static JsonObject credentials(String email) {
        return new JsonObject().put("email", email).put("password", RunningProduct.PASSWORD);
    }

    private static JsonObject rows(String name, JsonObject row) {
        return new JsonObject().put(name, JsonArray.of(row));
    }

    private static JsonObject person(String email) {
        return credentials(email).put("fullName", "Somebody").put("roles", new JsonArray().add("USER"));
    }

    private static JsonObject seat(String user) {
        return new JsonObject().put("userId", user).put("role", "MEMBER");
    }
}
