package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Part;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends to the operations that take JSON bodies that are wrong for their contract and for themselves alike, and looks
 * whether the answer names all of it. An operation that is added needs its step here, or a reason to be among those
 * about whose bodies the contract says it all.
 */
class BodyFaultsTest {

    private static final Set<String> CONTRACT_SAYS_IT_ALL = Set.of(
            "login",
            "refresh",
            "endSsoSessions",
            "confirmTotp",
            "beginPasskeySecondFactor",
            "putSignInPolicy",
            "putPlatformSignInPolicy",
            "finishSamlSso",
            "changeMemberRole",
            "putMember",
            "putMembers",
            "createUsers",
            "createInvitations",
            "introspectToken",
            "putOauthRule",
            "transferWorkspace",
            "replayExtensionEvents",
            "invokeCapability",
            "setDefault",
            "leave",
            "changeRole");

    /** Messages that speak of what was sent, and so spell no field. */
    private static final Set<String> OF_THE_VALUE = Set.of(
            "There is no permission ",
            "The URL is not allowed: ",
            "Only the platform says ",
            "The catalogue has no extension ",
            "You are signed in; ");

    @TempDir
    static Path folder;

    private static RunningProduct product;
    private static HttpTester admin;
    private static String workspace;

    private final Set<String> walked = new TreeSet<>(CONTRACT_SAYS_IT_ALL);
    private final Set<String> misspelled = new TreeSet<>();

    @BeforeAll
    static void open() throws IOException {
        product = RunningProduct.start(folder.resolve("data"));
        admin = product.signInAsAdmin();
        var created = admin.post(
                "/api/workspaces", new JsonObject().put("key", "acme").put("name", "Acme"));
        workspace = created.expect(200).data().getString("id");
        var hello = Part.file("artifact", "hello.jar", BundledExtension.HELLO.bytes());
        admin.upload("/api/admin/marketplace/extensions", hello).expect(201);
    }

    @AfterAll
    static void close() {
        product.close();
    }

    @Test
    void everyFaultOfABodyIsToldWhoeverFindsIt() throws IOException {
        people();
        workspaces();
        invitations();
        events();
        extensions();
        portals();
        organizations();
        teams();
        developers();
        agents();
        oauth();

        var unwalked = new TreeSet<String>();
        for (var contract : List.of(
                "/api/openapi.json",
                "/api/v1/openapi.json",
                "/web/v1/openapi.json",
                "/workspaces/openapi.json",
                "/api/v2/protected/developer/openapi.json",
                "/oauth/openapi.json")) {
            unwalked.addAll(takingJson(product.http().get(contract).expect(200).json()));
        }
        unwalked.removeAll(walked);
        assertThat(unwalked).as("operations with a body that have no step here").isEmpty();
        assertThat(misspelled).as("messages that do not begin with their field").isEmpty();
    }

    private void people() {
        var person = "{'email':'not-an-email','fullName':'see http://evil.example','password':'secret',"
                + "'roles':['EMPEROR'],'externalId':' ','shoeSize':44}";
        refuses(
                "createUser",
                "POST",
                "/api/admin/users",
                person,
                "email",
                "externalId",
                "fullName",
                "password",
                "roles",
                "shoeSize");
        refuses(
                "createErasure",
                "POST",
                "/api/admin/erasures",
                "{'userId':'x','reason':'','x':1}",
                "userId",
                "reason",
                "x");
        var id = RunningProduct.user(admin, "ada@acme.example");
        refuses(
                "updateUser",
                "PUT",
                "/api/admin/users/" + id,
                person,
                "email",
                "externalId",
                "password",
                "roles",
                "shoeSize");
        refuses("updateMe", "PATCH", "/api/auth/me", "{'fullName':'see http://evil.example','x':1}", "fullName", "x");
        refuses(
                "changePassword",
                "POST",
                "/api/auth/password",
                "{'currentPassword':7,'newPassword':'" + "\uD83D\uDE00".repeat(600) + "'}",
                "currentPassword",
                "newPassword");
        refuses("stepUp", "POST", "/api/auth/step-up", "{'password':7,'code':'12','x':1}", "password", "code", "x");
        refuses(
                "requestPasswordReset",
                "POST",
                "/api/auth/password/reset",
                "{'email':'not-an-email','x':1}",
                "email",
                "x");
        refuses(
                "resetPassword",
                "POST",
                "/api/auth/password/reset/confirm",
                "{'token':7,'newPassword':'password123','x':1}",
                "token",
                "newPassword",
                "x");
        refuses("requestEmailChange", "POST", "/api/auth/email", "{'email':'not-an-email','x':1}", "email", "x");
        refuses("confirmEmailChange", "POST", "/api/auth/email/confirm", "{'token':'','x':1}", "token", "x");
        refuses("undoEmailChange", "POST", "/api/auth/email/undo", "{'token':'','x':1}", "token", "x");
        refuses(
                "completeLogin",
                "POST",
                "/api/auth/login/second-factor",
                "{'challenge':'','code':'12','recoveryCode':7}",
                "challenge",
                "code",
                "recoveryCode");
        passkeys();
    }

    private void passkeys() {
        refuses(
                "addPasskey",
                "POST",
                "/api/auth/factors/passkeys",
                "{'state':'','credential':'x','name':'','x':1}",
                "state",
                "credential",
                "name",
                "x");
        refuses(
                "renamePasskey",
                "PATCH",
                "/api/auth/factors/passkeys/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e",
                "{'x':1}",
                "name",
                "x");
        refuses(
                "loginByPasskey",
                "POST",
                "/api/auth/login/passkey",
                "{'state':7,'credential':'x','organizationId':'nowhere','x':1}",
                "state",
                "credential",
                "organizationId",
                "x");
    }

    private void workspaces() {
        var made = "{'key':'A B','name':'http://evil.example','plan':'GOLD','timezone':'Mars','organizationId':"
                + "'nowhere','shoeSize':44}";
        refuses(
                "createWorkspace",
                "POST",
                "/api/workspaces",
                made,
                "key",
                "name",
                "plan",
                "organizationId",
                "shoeSize");
        refuses("createOwnWorkspace", "POST", "/api/workspaces/self", "{'key':'A B','name':7}", "key", "name");
        refuses("updateWorkspace", "PATCH", at(""), "{'name':'http://evil.example','shoeSize':44}", "name", "shoeSize");
        refuses(
                "moveWorkspace",
                "POST",
                at("/move"),
                "{'organizationId':'nowhere','shoeSize':44}",
                "organizationId",
                "shoeSize");
        refuses(
                "putSettings",
                "PUT",
                at("/settings"),
                "{'plan':'GOLD','timezone':'Mars','customAgentConfigs':{'a':1},'defaultAgentId':7}",
                "plan",
                "timezone",
                "customAgentConfigs.a",
                "defaultAgentId");
        refuses(
                "patchPreferences",
                "PATCH",
                at("/preferences"),
                "{'name':'http://evil.example','supportTeamAccess':'yes','iconColor':'mauve'}",
                "name",
                "supportTeamAccess",
                "iconColor");
        var role = "{'name':'x\\u202ey','permissions':['fly'],'description':7}";
        refuses("createRole", "POST", at("/roles"), role, "name", "permissions.0", "description");
        var id = admin.post(at("/roles"), new JsonObject().put("name", "Guest").put("permissions", new JsonArray()))
                .expect(201)
                .header("Location");
        refuses("updateRole", "PATCH", id, role, "name", "permissions.0", "description");
    }

    private void invitations() {
        refuses(
                "createInvitation",
                "POST",
                at("/invitations"),
                "{'email':'not-an-email','role':7,'expiresIn':0,'delivery':'PIGEON'}",
                "email",
                "role",
                "expiresIn",
                "delivery");
        var invitation = admin.post(
                        at("/invitations"),
                        new JsonObject().put("email", "cleo@acme.example").put("role", "MEMBER"))
                .expect(201)
                .header("Location");
        refuses(
                "resendInvitation",
                "POST",
                invitation + "/resend",
                "{'expiresIn':0,'delivery':'PIGEON'}",
                "expiresIn",
                "delivery");
        refuses(
                "previewInvitation",
                "POST",
                "/api/invitations/preview",
                "{'token':7,'shoeSize':44}",
                "token",
                "shoeSize");
        refuses(
                "acceptInvitation",
                "POST",
                "/api/invitations/accept",
                "{'token':'x','invitationId':'x','fullName':'Ada','password':'secret'}",
                "invitationId",
                "fullName",
                "password");
        assertThat(fields(product.http()
                        .send(
                                "POST",
                                "/api/invitations/accept",
                                json("{'token':7,'fullName':'http://evil.example','password':'x','shoeSize':44}"))
                        .expect(400)
                        .json()))
                .containsExactlyInAnyOrder("token", "fullName", "password", "shoeSize");
        refuses(
                "declineInvitation",
                "POST",
                "/api/invitations/decline",
                "{'token':'x','invitationId':'019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e','shoeSize':44}",
                "token",
                "shoeSize");
    }

    private void events() {
        refuses(
                "publishEvents",
                "POST",
                at("/events"),
                "[{'type':'member.added'},{'type':7},{'type':'a.b','actor':'me'},{'type':'session.x','data':null}]",
                "0.type",
                "1.type",
                "2.actor",
                "3.type");
        refuses(
                "publishEventBatch",
                "POST",
                at("/events/batch"),
                "{'events':[{'type':'member.added'},{'type':'a.b'},{'type':'session.x'}],'several':true}",
                "events.0.type",
                "events.2.type",
                "several");
        refuses("putEventRetention", "PUT", at("/events/retention"), "{'days':0,'shoeSize':44}", "days", "shoeSize");
        subscriptions("", at("/subscriptions"));
        subscriptions("Platform", "/api/admin/subscriptions");
    }

    private void subscriptions(String of, String subscriptions) {
        var subscription = "{'name':7,'types':['*.*.','ok.*'],'filter':{'all':[{'near':{}},{'exact':{'moon':'full'}}]},"
                + "'sink':{'kind':'WEBHOOK','url':'http://127.0.0.1/','topic':'t'}}";
        var wrong = new String[] {
            "name", "types.0", "filter.all.0.near", "filter.all.1.exact.moon", "sink.url", "sink.topic"
        };
        var one = subscriptions + "/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e";
        refuses("create" + of + "Subscription", "POST", subscriptions, subscription, wrong);
        refuses("update" + of + "Subscription", "PATCH", one, subscription, wrong);
        refuses(
                "retry" + of + "SubscriptionDeadLetters",
                "POST",
                one + "/dead-letters/retry",
                "{'after':-1,'since':'yesterday','shoeSize':44}",
                "after",
                "since",
                "shoeSize");
        refuses(
                "replay" + of + "Subscription",
                "POST",
                one + "/replay",
                "{'after':-1,'since':'yesterday','x':1}",
                "after",
                "since",
                "x");
    }

    private void extensions() {
        refuses(
                "putCapability",
                "PUT",
                at("/capabilities/weather.today"),
                "{'version':'one','url':'ftp://127.0.0.1/','input':{'type':'cake'},'timeoutSeconds':31,'x':1,"
                        + "'deprecated':{'since':'soon'},'changes':'perhaps'}",
                "deprecated.since",
                "changes",
                "capabilityKey",
                "version",
                "url",
                "input",
                "timeoutSeconds",
                "x");
        refuses(
                "bindCapability",
                "PUT",
                at("/capabilities/weather.today.get/binding"),
                "{'provider':7,'x':1}",
                "provider",
                "x");
        refuses(
                "planCapabilityBinding",
                "POST",
                at("/capabilities/a.b.c/binding/plan"),
                "{'provider':7,'shoeSize':44}",
                "provider",
                "shoeSize");
        refuses(
                "planExtension",
                "POST",
                at("/extensions/hello/plan"),
                "{'action':'EXPLODE','version':7,'shoeSize':44}",
                "action",
                "version",
                "shoeSize");
        refuses(
                "openExtensionFrame",
                "POST",
                at("/extensions/hello/frames"),
                "{'page':7,'widget':'','shoeSize':44}",
                "page",
                "widget",
                "shoeSize");
        refuses(
                "installExtension",
                "POST",
                at("/extensions"),
                "{'extensionKey':'hello','config':{'greeting':7,'tone':'rude'},'grantedPermissions':'all'}",
                "config.greeting",
                "config.tone",
                "grantedPermissions");
        refuses(
                "installExtension",
                "POST",
                at("/extensions?dryRun=true"),
                "{'extensionKey':'nobody','config':{},'shoeSize':44}",
                "extensionKey",
                "shoeSize");
        var hello = admin.post(
                        at("/extensions"),
                        new JsonObject()
                                .put("extensionKey", "hello")
                                .put(
                                        "grantedPermissions",
                                        new JsonArray().add("members.read").add("events.publish")))
                .expect(201)
                .header("Location");
        refuses(
                "addPublisherKey",
                "POST",
                "/api/admin/marketplace/keys",
                "{'name':'','publicKey':'no key','shoeSize':44}",
                "name",
                "publicKey",
                "shoeSize");
        refuses(
                "upgradeExtension",
                "POST",
                hello + "/upgrade",
                "{'version':2,'grantedPermissions':'all','grantedEgress':[7],'shoeSize':44}",
                "version",
                "grantedPermissions",
                "grantedEgress.0",
                "shoeSize");
        refuses(
                "rollbackExtension",
                "POST",
                hello + "/rollback",
                "{'planHash':7,'shoeSize':44}",
                "planHash",
                "shoeSize");
        refuses(
                "applyExtensionBatch",
                "POST",
                hello + "/batch",
                "{'state':[{'key':'','value':{}},{'key':'a','value':7}],'jobs':[{'jobId':'j','key':'k','at':'soon'}],"
                        + "'events':[{'type':7}],'shoeSize':44}",
                "state.0.key",
                "state.1.value",
                "jobs.0.at",
                "events.0.type",
                "shoeSize");
        refuses(
                "updateExtension",
                "PATCH",
                hello,
                "{'enabled':'perhaps','config':{'greeting':7,'tone':'rude'}}",
                "enabled",
                "config.greeting",
                "config.tone");
    }

    private void portals() {
        refuses("createPortal", "POST", "/api/admin/portals", "{'name':' ','secureChannel':'NO','x':1}", "name", "x");
        var portal = admin.post("/api/admin/portals", new JsonObject().put("name", "Web"))
                .expect(201);
        refuses(
                "updatePortal",
                "PATCH",
                portal.header("Location"),
                "{'secureChannel':'NO','x':1}",
                "secureChannel",
                "x");

        var web = admin.withHeader("X-PORTAL-ACCESS-CODE", portal.data().getString("accessCode"));
        var path = "/web/v1/workspaces/";
        says(web, "createOwn", path + "self", "{'workspaceName':7,'workspaceTimezone':'Mars'}", "workspaceTimezone");
        says(web, "createRole", path + workspace + "/roles", "{'name':7,'permissions':['fly']}", "permissions.0");
        says(web, "createInvitation", path + workspace + "/invitations", "{'email':'x','role':7}", "email");
    }

    private void agents() {
        var agent = "{'key':'A B','name':' ','provider':'Open AI','model':'','instructions':7,'parameters':7,"
                + "'tools':['x'],'enabled':'yes','x':1}";
        for (var place : List.of(at("/agents"), "/api/admin/agents")) {
            var kind = place.startsWith("/api/admin") ? "GlobalAgent" : "Agent";
            refuses(
                    "create" + kind,
                    "POST",
                    place,
                    agent,
                    "key",
                    "name",
                    "provider",
                    "model",
                    "instructions",
                    "parameters",
                    "tools.0",
                    "enabled",
                    "x");
            refuses(
                    "change" + kind,
                    "PATCH",
                    place + "/polly",
                    "{'name':' ','provider':'Open AI','tools':['x'],'x':1}",
                    "name",
                    "provider",
                    "tools.0",
                    "x");
        }
        refuses(
                "putRestrictions",
                "PUT",
                at("/restrictions"),
                "{'allowedProviders':[7],'allowedModels':[' '],'x':1}",
                "allowedProviders.0",
                "allowedModels",
                "x");
        refuses(
                "createGrant",
                "POST",
                at("/grants"),
                "{'receivingWorkspaceId':'x','agentKey':' ','readonly':7,'expiresAt':'soon','x':1}",
                "receivingWorkspaceId",
                "agentKey",
                "readonly",
                "expiresAt",
                "x");
        admin.post(at("/agents"), json("{'key':'polly','name':'Polly','provider':'echo','model':'echo'}"))
                .expect(201);
        refuses(
                "openSession",
                "POST",
                at("/sessions"),
                "{'agentKey':7,'surface':'stage','surfaceId':' ','x':1}",
                "agentKey",
                "surface",
                "surfaceId",
                "x");
        var session = admin.post(at("/sessions"), new JsonObject().put("agentKey", "polly"))
                .expect(201)
                .header("Location");
        refuses(
                "postMessage",
                "POST",
                session + "/messages",
                "{'content':' ','idempotencyKey':7,'agentKey':' ','x':1}",
                "content",
                "idempotencyKey",
                "agentKey",
                "x");
        refuses("cancelRuns", "POST", session + "/cancel", "{'runId':'x','x':1}", "runId", "x");
        walked.add("callMcp");
        assertThat(admin.send("POST", at("/mcp"), "[]").expect(400).body()).contains("JSON-RPC");
        refuses(
                "addMemory",
                "POST",
                at("/memory"),
                "{'content':' ','agentKey':'A B','personal':7,'x':1}",
                "content",
                "agentKey",
                "personal",
                "x");
        refuses(
                "putBudget",
                "PUT",
                at("/usage/budget"),
                "{'period':'YEAR','tokens':-1,'cost':'much','x':1}",
                "period",
                "tokens",
                "cost",
                "x");
    }

    private void organizations() {
        refuses(
                "createToken",
                "POST",
                "/api/auth/tokens",
                "{'name':' ','scopes':['cake.eat'],'workspaceId':'x','expiresIn':1,'x':1}",
                "name",
                "scopes",
                "workspaceId",
                "expiresIn",
                "x");
        refuses(
                "switchOrganization",
                "POST",
                "/api/auth/organization",
                "{'organizationId':'x','x':1}",
                "organizationId",
                "x");
        refuses("createApp", "POST", "/api/apps", "{'name':'http://evil.example','x':1}", "name", "x");
        var app = admin.post("/api/apps", new JsonObject().put("name", "Field service"))
                .expect(201);
        var path = app.header("Location");
        refuses("updateApp", "PATCH", path, "{'name':' ','x':1}", "name", "x");
        refuses("createAppKey", "POST", path + "/keys", "{'name':' ','expiresIn':1,'x':1}", "name", "expiresIn", "x");
        refuses(
                "createOrganization",
                "POST",
                "/api/organizations",
                "{'appId':'x','name':' ','slug':'A B','domain':'nowhere','website':'ftp://x','status':'GONE',"
                        + "'ownerId':'x','x':1}",
                "appId",
                "name",
                "slug",
                "domain",
                "website",
                "status",
                "ownerId",
                "x");
        var organization = admin.post(
                        "/api/organizations",
                        new JsonObject()
                                .put("appId", app.data().getString("id"))
                                .put("name", "Acme")
                                .put("slug", "acme")
                                .put("domain", "acme.example"))
                .expect(201)
                .header("Location");
        refuses(
                "updateOrganization",
                "PATCH",
                organization,
                "{'name':'','slug':null,'domain':'-.x','website':7,'x':1}",
                "name",
                "slug",
                "domain",
                "website",
                "x");
        subscriptions("Organization", organization + "/subscriptions");
        refuses(
                "putSso",
                "PUT",
                organization + "/sso",
                "{'provider':'x','issuerUrl':'http://127.0.0.1/','entityId':'','singleSignOnUrl':'x','certificate':'x','clientSecret':7,'x':1}",
                "provider",
                "issuerUrl",
                "entityId",
                "singleSignOnUrl",
                "certificate",
                "clientSecret",
                "x");
        refuses("addSsoDomain", "POST", organization + "/sso/domains", "{'domain':'x','x':1}", "domain", "x");
        var connections = organization + "/scim/connections";
        refuses(
                "createScimConnection",
                "POST",
                connections,
                "{'name':' ','expiresIn':1,'x':1}",
                "name",
                "expiresIn",
                "x");
        var connection = admin.post(connections, new JsonObject().put("name", "Directory"))
                .expect(201)
                .header("Location");
        refuses("rotateScimConnection", "POST", connection + "/rotate", "{'expiresIn':1,'x':1}", "expiresIn", "x");
        refuses(
                "authorizeApplication",
                "POST",
                "/api/auth/authorizations",
                "{'request':7,'decision':'MAYBE','x':1}",
                "request",
                "decision",
                "x");
        refuses(
                "authorizeDevice",
                "POST",
                "/api/auth/device-authorizations",
                "{'userCode':7,'decision':'MAYBE','x':1}",
                "userCode",
                "decision",
                "x");
        applications("OauthClient", organization + "/oauth/clients");
        applications("PlatformOauthClient", "/api/admin/oauth/clients");
        var member = "{'userId':'x','role':'EMPEROR','x':1}";
        refuses("putOrganizationMember", "POST", organization + "/members", member, "userId", "role", "x");
        refuses(
                "changeOrganizationMemberRole",
                "PATCH",
                organization + "/members/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e",
                "{'role':'EMPEROR','x':1}",
                "role",
                "x");
        refuses("createTeam", "POST", organization + "/teams", "{'name':' ','x':1}", "name", "x");
        var team = admin.post(organization + "/teams", new JsonObject().put("name", "Crew"))
                .expect(201)
                .header("Location");
        var somebody = "/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e";
        refuses("renameTeam", "PATCH", team, "{'name':'http://evil.example','x':1}", "name", "x");
        refuses("putTeamMember", "POST", team + "/members", member, "userId", "role", "x");
        refuses("changeTeamMemberRole", "PATCH", team + "/members" + somebody, "{'role':'CHIEF','x':1}", "role", "x");
        refuses("putTeamWorkspace", "PUT", team + "/workspaces" + somebody, "{'role':7,'x':1}", "role", "x");
        refuses(
                "createOrganizationInvitation",
                "POST",
                organization + "/invitations",
                "{'email':'x','role':7,'expiresIn':0,'delivery':'PIGEON','x':1}",
                "email",
                "role",
                "expiresIn",
                "delivery",
                "x");
        refuses(
                "createTeamInvitation",
                "POST",
                team + "/invitations",
                "{'email':'x','expiresIn':0,'x':1}",
                "email",
                "expiresIn",
                "x");
        for (var host : List.of(organization, team)) {
            refuses(
                    host.equals(team) ? "resendTeamInvitation" : "resendOrganizationInvitation",
                    "POST",
                    host + "/invitations" + somebody + "/resend",
                    "{'expiresIn':0,'delivery':'PIGEON','x':1}",
                    "expiresIn",
                    "delivery",
                    "x");
        }
        refuses("transferOrganization", "POST", organization + "/transfer", "{'userId':'x','x':1}", "userId", "x");
        organizationsInTheStyleOfAip(organization.replace("/api/", "/api/v1/") + "/workspaces");
    }

    private void organizationsInTheStyleOfAip(String workspaces) {
        var wrong = "{'title':'http://evil.example','workspace_icon':7,'workspace_icon_color':'mauve','x':1}";
        violates("createWorkspace", "POST", workspaces, wrong, "title", "workspace_icon", "workspace_icon_color", "x");
        violates(
                "countWorkspaceUsers",
                "POST",
                workspaces + ":countUsers",
                "{'workspace_ids':[7,'x'],'x':1}",
                "workspace_ids.0",
                "workspace_ids.1",
                "x");
        var made = admin.post(workspaces, new JsonObject().put("title", "Development"))
                .expect(200)
                .json();
        var path = "/api/v1/" + made.getString("name");
        violates("updateWorkspace", "PATCH", path, wrong, "title", "workspace_icon", "workspace_icon_color", "x");
        violates(
                "updateWorkspacePreferences",
                "PATCH",
                path + "/preferences",
                "{'support_team_access':'yes','x':1}",
                "support_team_access",
                "x");
    }

    private void teams() {
        var error = admin.send("POST", "/workspaces", json("{'name':7,'plan':'gold','x':1}"))
                .expect(400)
                .body();
        assertThat(error).contains("name", "plan must be", "x");
        var settings = admin.send("PUT", "/workspaces/" + workspace + "/settings", json("{'plan':'gold','x':1}"));
        assertThat(settings.expect(400).body()).contains("plan must be", "x");
    }

    private void developers() {
        var prefix = "/api/v2/protected/developer/apps";
        refusesDevelopers("createApp", "POST", prefix, "{'name':' ','x':1}", "name", "x");
        var app = admin.post(prefix, new JsonObject().put("name", "Developed"))
                .expect(201)
                .header("Location");
        refusesDevelopers(
                "createOrg",
                "POST",
                app + "/orgs",
                "{'name':' ','slug':'A B','domain':'nowhere','website':'ftp://x','status':'gone','x':1}",
                "name",
                "slug",
                "domain",
                "website",
                "status",
                "x");
        var organization = admin.post(
                        app + "/orgs",
                        new JsonObject().put("name", "Acme").put("slug", "acme").put("domain", "acme.example"))
                .expect(201)
                .header("Location");
        refusesDevelopers(
                "updateOrg", "PATCH", organization, "{'slug':null,'status':'gone','x':1}", "slug", "status", "x");
        refusesDevelopers(
                "putOrgSso",
                "PUT",
                organization + "/sso",
                "{'provider':'x','issuer_url':'http://127.0.0.1/','certificate':'x','client_secret':7,'x':1}",
                "provider",
                "issuer_url",
                "certificate",
                "client_secret",
                "x");
        var tokens = "/api/v2/protected/developer/users/tokens/";
        refusesDevelopers(
                "createUserToken",
                "POST",
                tokens + app.substring(app.lastIndexOf('/') + 1) + "/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e",
                "{'scopes':['cake.eat'],'expires_in':0,'org_id':'x','x':1}",
                "scopes",
                "expires_in",
                "org_id",
                "x");
        refusesDevelopers(
                "refreshUserToken", "POST", tokens + "refresh", "{'refresh_token':7,'x':1}", "refresh_token", "x");
        var users = organization + "/users";
        refusesDevelopers(
                "putOrgUser", "POST", users, "{'user_id':'x','role':'emperor','x':1}", "user_id", "role", "x");
        refusesDevelopers(
                "changeOrgUser",
                "PATCH",
                users + "/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e",
                "{'role':'emperor','x':1}",
                "role",
                "x");
    }

    private void refusesDevelopers(String operation, String method, String path, String body, String... fields) {
        walked.add(operation);
        var answer = admin.send(method, path, json(body)).expect(400);
        var error = answer.json().getJsonObject("error");
        assertThat(fields(error)).as(operation + ": " + answer.body()).contains(fields);
        error.getJsonArray("details").forEach(detail -> speaks(operation, (JsonObject) detail, "message"));
    }

    private void applications(String kind, String path) {
        var fields = "{'name':' ','redirectUris':['x'],'grantTypes':['IMPLICIT'],'scopes':['nothing.there'],'x':1}";
        refuses("create" + kind, "POST", path, fields, "name", "redirectUris", "grantTypes", "scopes", "x");
        var client = admin.post(
                        path,
                        new JsonObject()
                                .put("name", "Assistant")
                                .put("redirectUris", new JsonArray().add("https://acme.example/back"))
                                .put("grantTypes", new JsonArray().add("AUTHORIZATION_CODE"))
                                .put("scopes", new JsonArray().add("workspace.read")))
                .expect(201)
                .header("Location");
        refuses("update" + kind, "PATCH", client, fields, "name", "redirectUris", "grantTypes", "scopes", "x");
    }

    private void oauth() {
        var client = "'client_id':7,'client_secret':true";
        describes(
                "oauthToken",
                "/oauth/token",
                "{'grant_type':7,'code':[]," + client + "}",
                "grant_type",
                "code",
                "client_id",
                "client_secret");
        var token = "{'token':{}," + client + "}";
        describes("oauthRevoke", "/oauth/revoke", token, "token", "client_id", "client_secret");
        describes("oauthIntrospect", "/oauth/introspect", token, "token", "client_id", "client_secret");
        var device = "{'scope':7," + client + "}";
        describes(
                "oauthDeviceAuthorization",
                "/oauth/device_authorization",
                device,
                "scope",
                "client_id",
                "client_secret");
        describes(
                "registerOauthClient",
                "/oauth/register",
                "{'client_name':7,'redirect_uris':'x','scope':[]}",
                "client_name",
                "redirect_uris",
                "scope");
        describes(
                "decideAuthorization", "/oauth/authorize", "{'request':7,'decision':'PERHAPS'}", "request", "decision");
        describes("decideDevice", "/oauth/device", "{'user_code':7,'decision':'PERHAPS'}", "user_code", "decision");
    }

    /** The same where errors are those of OAuth. */
    private void describes(String operation, String path, String body, String... fields) {
        walked.add(operation);
        var answer = admin.send("POST", path, json(body)).expect(400).json();
        assertThat(answer.getString("error")).as(operation).isEqualTo("invalid_request");
        assertThat(answer.getString("error_description")).as(operation).contains(fields);
    }

    private void refuses(String operation, String method, String path, String body, String... fields) {
        walked.add(operation);
        var answer = admin.send(method, path, json(body)).expect(400, "REQUEST.INVALID");
        assertThat(fields(answer.json())).as(operation + ": " + answer.body()).contains(fields);
        answer.json().getJsonArray("details").forEach(detail -> speaks(operation, (JsonObject) detail, "message"));
    }

    /** A message speaks of the field, or of the one that it is in, as the surface spells it. */
    private void speaks(String operation, JsonObject detail, String text) {
        var field = detail.getString("field");
        var message = detail.getString(text);
        if (!message.startsWith(field.split("[.]")[0]) && OF_THE_VALUE.stream().noneMatch(message::startsWith)) {
            misspelled.add(operation + " " + field + ": " + message);
        }
    }

    /** The same where errors are google.rpc.Status. */
    private void violates(String operation, String method, String path, String body, String... fields) {
        walked.add(operation);
        var answer = admin.send(method, path, json(body)).expect(400);
        var violations = answer.json().getJsonArray("details").stream()
                .map(JsonObject.class::cast)
                .filter(detail -> detail.getString("@type").endsWith("BadRequest"))
                .flatMap(detail -> detail.getJsonArray("field_violations").stream())
                .map(JsonObject.class::cast)
                .toList();
        assertThat(violations)
                .extracting(violation -> violation.getString("field"))
                .as(operation + ": " + answer.body())
                .contains(fields);
        violations.forEach(violation -> speaks(operation, violation, "description"));
    }

    /** The same where errors have another form. */
    private void says(HttpTester client, String operation, String path, String body, String field) {
        walked.add(operation);
        var answer = client.send("POST", path, json(body)).expect(400).body();
        assertThat(answer).as(operation).contains(field).containsAnyOf("name", "workspaceName", "role");
    }

    private static List<String> fields(JsonObject error) {
        return error.getJsonArray("details").stream()
                .map(detail -> ((JsonObject) detail).getString("field"))
                .toList();
    }

    private static Set<String> takingJson(JsonObject contract) {
        var operations = new TreeSet<String>();
        contract.getJsonObject("paths")
                .forEach(path -> ((JsonObject) path.getValue()).forEach(method -> {
                    if (method.getValue() instanceof JsonObject operation
                            && operation
                                    .getJsonObject("requestBody", new JsonObject())
                                    .getJsonObject("content", new JsonObject())
                                    .containsKey("application/json")) {
                        operations.add(operation.getString("operationId"));
                    }
                }));
        return operations;
    }

    private static String at(String path) {
        return "/api/workspaces/" + workspace + path;
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
