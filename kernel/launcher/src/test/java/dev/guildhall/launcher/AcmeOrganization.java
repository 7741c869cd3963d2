package dev.guildhall.launcher;

import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** An organization with something on each page of the portal that shows it. */
final class AcmeOrganization {

    private AcmeOrganization() {}

    /** Gives its id. */
    static String made(HttpTester admin, String slug, String owner) {
        var app = id(admin, "/api/apps", new JsonObject().put("name", "App of " + slug));
        return id(
                admin,
                "/api/organizations",
                new JsonObject()
                        .put("appId", app)
                        .put("name", "Acme " + slug)
                        .put("slug", slug)
                        .put("domain", slug + ".example")
                        .put("ownerId", owner));
    }

    /**
     * Has its people, new ones too, sign in at a provider: those of a domain that it has proven, as a check would say that
     * finds the record.
     */
    static void connect(RunningProduct product, String organization, String domain, String issuer) {
        var admin = product.signInAsAdmin();
        var sso = "/api/organizations/" + organization + "/sso";
        admin.put(
                        sso,
                        new JsonObject()
                                .put("provider", "OIDC")
                                .put("issuerUrl", issuer)
                                .put("clientId", FakeIdentityProvider.CLIENT)
                                .put("autoProvision", true))
                .expect(200);
        admin.post(sso + "/domains", new JsonObject().put("domain", domain)).expect(201);
        product.sql(
                "update guildhall.sso_domain set verified_at = now() where organization_id = ? and domain = ?",
                UUID.fromString(organization),
                domain);
    }

    private static String id(HttpTester admin, String at, JsonObject what) {
        return admin.post(at, what).expect(201).data().getString("id");
    }

    /** The pages of one that has everything, and those of the platform, by their names. */
    static Map<String, String> furnished(HttpTester admin) {
        var owner = RunningProduct.user(admin, "otto@acme-looks.example");
        var organization = made(admin, "acme-looks", owner);
        var api = "/api/organizations/" + organization;
        admin.put(
                        api + "/sso",
                        new JsonObject()
                                .put("provider", "OIDC")
                                .put("issuerUrl", "http://127.0.0.1:9")
                                .put("clientId", "guildhall"))
                .expect(200);
        admin.post(api + "/sso/domains", new JsonObject().put("domain", "acme-looks.example"))
                .expect(201);
        id(admin, api + "/scim/connections", new JsonObject().put("name", "Entra ID"));
        var application = application(admin, api);
        admin.put(api + "/oauth/rules/" + application(admin, "/api/admin"), new JsonObject().put("allowed", false))
                .expect(200);
        var team = id(admin, api + "/teams", new JsonObject().put("name", "Night shift"));
        id(admin, "/api/admin/portals", new JsonObject().put("name", "Customers"));
        var app = admin.get(api).expect(200).data().getString("appId");
        id(admin, "/api/apps/" + app + "/keys", new JsonObject().put("name", "production"));
        return addresses("/org/" + organization, team, application, app, owner);
    }

    /** Registers one that a person lets act for them in the browser. */
    static String application(HttpTester admin, String of) {
        return id(
                admin,
                of + "/oauth/clients",
                new JsonObject()
                        .put("name", "Acme Assistant")
                        .put("redirectUris", JsonArray.of("https://assistant.acme.example/callback"))
                        .put("grantTypes", JsonArray.of("AUTHORIZATION_CODE"))
                        .put("scopes", JsonArray.of("agents.read", "sessions.*"))
                        .put("confidential", true));
    }

    private static Map<String, String> addresses(
            String home, String team, String application, String app, String user) {
        var all = new LinkedHashMap<String, String>();
        all.put("organization", home);
        all.put("organization-members", home + "/members");
        all.put("teams", home + "/teams");
        all.put("team", home + "/teams/" + team);
        all.put("sign-on", home + "/sign-on");
        all.put("sign-on-domains", home + "/sign-on/domains");
        all.put("sign-on-identities", home + "/sign-on/identities");
        all.put("sign-on-directories", home + "/sign-on/directories");
        all.put("sign-on-policy", home + "/sign-on/policy");
        all.put("applications", home + "/applications");
        all.put("application", home + "/applications/" + application);
        all.put("application-rules", home + "/applications/rules");
        all.put("usage", home + "/usage");
        all.put("organization-settings", home + "/settings");
        all.put("platform", "/platform");
        all.put("platform-users", "/platform/users");
        all.put("platform-user", "/platform/users/" + user);
        all.put("platform-apps", "/platform/apps");
        all.put("platform-app", "/platform/apps/" + app);
        all.put("platform-marketplace", "/platform/marketplace");
        all.put("platform-extension", "/platform/marketplace/hello");
        all.put("platform-keys", "/platform/marketplace/keys");
        all.put("platform-gateways", "/platform/gateways");
        all.put("platform-erasures", "/platform/erasures");
        all.put("consents", "/account/applications");
        return all;
    }
}
