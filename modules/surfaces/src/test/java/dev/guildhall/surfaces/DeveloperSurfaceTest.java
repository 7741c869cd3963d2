package dev.guildhall.surfaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.saml.TestCertificate;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Developer surface over HTTP: plain JSON, snake case, an app by its key. */
class DeveloperSurfaceTest {

    private static final String PREFIX = "/api/v2/protected/developer";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static HttpTester admin;

    private App app;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("developer").assemble());
        admin = product.asAdministrator();
    }

    @BeforeEach
    void anAppHasAKey() {
        app = app();
    }

    /**
     * An app and what its backend does.
     *
     * @param path of the app on this surface
     */
    private record App(String id, String path, HttpTester backend) {

        JsonObject organization(String slug) {
            return backend.post(path + "/orgs", acme(slug)).expect(201).json();
        }

        String pathOf(JsonObject organization) {
            return path + "/orgs/" + organization.getString("id");
        }
    }

    private static App app() {
        var made = admin.post(PREFIX + "/apps", new JsonObject().put("name", TestProduct.name("App")))
                .expect(201);
        var id = made.json().getString("id");
        var key = admin.post("/api/apps/" + id + "/keys", new JsonObject())
                .expect(201)
                .data()
                .getString("key");
        return new App(id, made.header("Location"), product.asNobody().withBearer(key));
    }

    private static JsonObject acme(String slug) {
        return new JsonObject()
                .put("name", "Acme Corp")
                .put("slug", slug)
                .put("domain", slug + ".example")
                .put("industry", "Technology");
    }

    @Test
    void anAppMakesShowsAndChangesItsOrganizations() {
        var made = app.backend().post(app.path() + "/orgs", acme("acme")).expect(201);

        var organization = made.json();
        assertThat(organization.fieldNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "app_id",
                        "name",
                        "slug",
                        "domain",
                        "website",
                        "industry",
                        "description",
                        "status",
                        "owner_id",
                        "created_at",
                        "updated_at");
        assertThat(organization.getString("app_id")).isEqualTo(app.id());
        assertThat(organization.getString("status")).isEqualTo("active");
        assertThat(app.backend().get(made.header("Location")).expect(200).json())
                .isEqualTo(organization);
        var changed = app.backend()
                .patch(
                        made.header("Location"),
                        new JsonObject()
                                .put("name", "Acme Corp (Enterprise)")
                                .put("status", "trialing")
                                .putNull("industry"))
                .expect(200)
                .json();
        assertThat(changed.getString("name")).isEqualTo("Acme Corp (Enterprise)");
        assertThat(changed.getString("status")).isEqualTo("trialing");
        assertThat(changed.getString("industry")).isNull();
        app.backend()
                .withHeader("If-Match", made.header("ETag"))
                .patch(made.header("Location"), new JsonObject().put("name", "Late"))
                .expect(412);
    }

    @Test
    void slugAndDomainAreUniqueInTheAppAndFreeInAnother() {
        app.organization("acme");

        assertThat(code(app.backend()
                        .post(app.path() + "/orgs", acme("acme").put("domain", "other.example"))
                        .expect(409)))
                .isEqualTo("ORGANIZATION.SLUG_EXISTS");
        assertThat(code(app.backend()
                        .post(app.path() + "/orgs", acme("other").put("domain", "acme.example"))
                        .expect(409)))
                .isEqualTo("ORGANIZATION.DOMAIN_EXISTS");
        app().organization("acme");
    }

    @Test
    void whoHasTheKeyDeletesAnOrganizationOfTheApp() {
        var organization = app.organization("acme");

        app().backend().delete(app.pathOf(organization)).expect(404);
        app.backend().delete(app.pathOf(organization)).expect(204);

        app.backend().get(app.pathOf(organization)).expect(404);
        app.backend().delete(app.pathOf(organization)).expect(404);
        app.organization("acme");
    }

    @Test
    void organizationsAreListedToTheEndUnderAFilterAndAnOrder() {
        for (var at = 0; at < 7; at++) {
            app.organization("acme-" + at);
        }
        app.organization("zeta");
        app().organization("acme-9");

        var found = new ArrayList<String>();
        var query = app.path() + "/orgs?page_size=3&order_by=slug%20desc&filter=slug%20%3D%20%22acme*%22";
        var page = app.backend().get(query).expect(200).json();
        found.addAll(slugs(page));
        while (page.containsKey("next_page_token")) {
            page = app.backend()
                    .get(query + "&page_token=" + page.getString("next_page_token"))
                    .expect(200)
                    .json();
            found.addAll(slugs(page));
        }

        assertThat(found).containsExactly("acme-6", "acme-5", "acme-4", "acme-3", "acme-2", "acme-1", "acme-0");
        assertThat(field(app.backend().get(app.path() + "/orgs?page_size=-1").expect(400)))
                .isEqualTo("page_size");
        assertThat(field(app.backend()
                        .get(app.path() + "/orgs?order_by=createTime")
                        .expect(400)))
                .isEqualTo("order_by");
        app.backend().get(app.path() + "/orgs?pageSize=1").expect(400);
    }

    @Test
    void usersOfAnOrganizationAreAddedChangedAndRemoved() {
        var users = app.pathOf(app.organization("acme")) + "/users";
        var ada = product.user();
        var bob = product.user();

        var owner = app.backend().post(users, seat(ada, "owner")).expect(200).json();
        assertThat(owner.fieldNames())
                .containsExactlyInAnyOrder(
                        "user_id", "role", "email", "email_verified", "mail_refused_at", "full_name", "joined_at");
        assertThat(owner.getString("role")).isEqualTo("owner");
        app.backend().post(users, seat(bob, "member")).expect(200);
        assertThat(app.backend()
                        .patch(users + "/" + bob, new JsonObject().put("role", "Billing"))
                        .expect(200)
                        .json()
                        .getString("role"))
                .isEqualTo("billing");
        assertThat(users(app.backend().get(users + "?filter=role%20%3D%20billing")))
                .containsExactly(bob.toString());
        app.backend().delete(users + "/" + bob).expect(204);
        assertThat(users(app.backend().get(users))).containsExactly(ada.toString());
        assertThat(code(app.backend().delete(users + "/" + ada).expect(409))).isEqualTo("MEMBER.OWNER_MUST_TRANSFER");
        var unknown = app.backend()
                .post(users, seat(new UserId(Ids.next()), "member"))
                .expect(404);
        assertThat(field(unknown)).isEqualTo("user_id");
    }

    @Test
    void singleSignOnIsConfiguredShownAndEnded() {
        var sso = app.pathOf(app.organization("acme")) + "/sso";
        assertThat(code(app.backend().get(sso).expect(404))).isEqualTo("SSO.NOT_CONFIGURED");

        var made = app.backend()
                .put(
                        sso,
                        new JsonObject()
                                .put("provider", "oidc")
                                .put("issuer_url", "http://127.0.0.1:9/acme")
                                .put("client_secret", "hush")
                                .put("auto_provision", true))
                .expect(200);

        assertThat(made.body()).doesNotContain("hush");
        assertThat(made.json().getString("provider")).isEqualTo("oidc");
        assertThat(made.json().getString("issuer_url")).isEqualTo("http://127.0.0.1:9/acme");
        assertThat(made.json().getBoolean("auto_provision")).isTrue();
        assertThat(made.json().getBoolean("jit_provisioning")).isFalse();
        assertThat(made.json().getBoolean("client_secret_configured")).isTrue();
        assertThat(app.backend().get(sso).expect(200).json()).isEqualTo(made.json());
        assertThat(field(app.backend()
                        .put(sso, new JsonObject().put("provider", "saml"))
                        .expect(400)))
                .isEqualTo("entity_id");
        var saml = new JsonObject()
                .put("provider", "saml")
                .put("entity_id", "https://login.acme.example")
                .put("single_sign_on_url", "https://login.acme.example/saml")
                .put("certificate", TestCertificate.ec().pem());
        assertThat(app.backend().put(sso, saml).expect(200).json().getString("single_sign_on_url"))
                .isEqualTo("https://login.acme.example/saml");
        assertThat(field(app.backend()
                        .put(sso, new JsonObject().put("metadata", "no metadata"))
                        .expect(400)))
                .isEqualTo("metadata");
        assertThat(code(app().backend().get(sso).expect(404))).isEqualTo("APP.NOT_FOUND");
        app.backend().delete(sso).expect(204);
        app.backend().get(sso).expect(404);
    }

    @Test
    void everyFaultOfABodyIsNamedAsThisSurfaceCallsIt() {
        var users = app.pathOf(app.organization("acme")) + "/users";

        var refused = app.backend()
                .post(users, new JsonObject().put("user_id", "x").put("role", "emperor"))
                .expect(400);

        assertThat(refused.json().getJsonObject("error").getJsonArray("details"))
                .extracting(detail -> ((JsonObject) detail).getString("field"))
                .containsExactlyInAnyOrder("user_id", "role");
    }

    @Test
    void whatIsOfAnotherAppDoesNotExist() {
        var organization = app.organization("acme");
        var stranger = app();
        var refusals = new HashSet<String>();

        for (var path : List.of(
                app.path(),
                app.path() + "/orgs",
                app.pathOf(organization),
                app.pathOf(organization) + "/users",
                PREFIX + "/apps/" + Ids.next() + "/orgs")) {
            refusals.add(code(stranger.backend().get(path).expect(404)));
        }
        stranger.backend()
                .patch(app.pathOf(organization), new JsonObject().put("name", "Mine"))
                .expect(404);
        stranger.backend().post(app.path() + "/orgs", acme("mine")).expect(404);
        stranger.backend()
                .post(app.pathOf(organization) + "/users", seat(product.user(), "owner"))
                .expect(404);

        assertThat(refusals).containsExactly("APP.NOT_FOUND");
        // Nor does it under the stranger's own app.
        assertThat(code(stranger.backend().get(stranger.pathOf(organization)).expect(404)))
                .isEqualTo("ORGANIZATION.NOT_FOUND");
        assertThat(code(stranger.backend()
                        .delete(stranger.pathOf(organization) + "/users/" + product.user())
                        .expect(404)))
                .isEqualTo("ORGANIZATION.NOT_FOUND");
        assertThat(stranger.backend().get(PREFIX + "/apps").expect(200).json().getJsonArray("data"))
                .extracting(found -> ((JsonObject) found).getString("id"))
                .containsExactly(stranger.id());
    }

    @Test
    void onlyAppsAndAdministratorsOfThePlatformAreLetIn() {
        var organization = app.organization("acme");
        var owner = product.user();
        app.backend()
                .post(app.pathOf(organization) + "/users", seat(owner, "owner"))
                .expect(200);

        assertThat(code(product.asNobody().get(app.path() + "/orgs").expect(401)))
                .isEqualTo("AUTH.REQUIRED");
        assertThat(code(product.as(owner).get(app.pathOf(organization)).expect(403)))
                .isEqualTo("ACCESS.DENIED");
        assertThat(code(app.backend()
                        .post(PREFIX + "/apps", new JsonObject().put("name", "Another"))
                        .expect(403)))
                .isEqualTo("ACCESS.DENIED");
        admin.get(app.pathOf(organization)).expect(200);
        admin.patch(app.pathOf(organization), new JsonObject().put("status", "suspended"))
                .expect(200);
        assertThat(code(admin.get(PREFIX + "/apps/" + Ids.next() + "/orgs").expect(404)))
                .isEqualTo("APP.NOT_FOUND");
        assertThat(code(admin.get(PREFIX + "/nothing").expect(404))).isNotBlank();
    }

    @Test
    void itsContractIsServedToEverybody() {
        var contract =
                product.asNobody().get(PREFIX + "/openapi.json").expect(200).json();

        assertThat(contract.getJsonObject("paths").fieldNames())
                .contains(PREFIX + "/apps/{app_id}/orgs/{id}")
                .allMatch(path -> path.startsWith(PREFIX));
    }

    private static JsonObject seat(UserId user, String role) {
        return new JsonObject().put("user_id", user.toString()).put("role", role);
    }

    private static List<String> slugs(JsonObject page) {
        return page.getJsonArray("data").stream()
                .map(found -> ((JsonObject) found).getString("slug"))
                .toList();
    }

    private static List<String> users(HttpTester.Response page) {
        return page.expect(200).json().getJsonArray("data").stream()
                .map(found -> ((JsonObject) found).getString("user_id"))
                .toList();
    }

    private static String code(HttpTester.Response refused) {
        var error = refused.json().getJsonObject("error");
        assertThat(error.getString("message")).isNotBlank();
        return error.getString("code");
    }

    private static String field(HttpTester.Response refused) {
        return refused.json()
                .getJsonObject("error")
                .getJsonArray("details")
                .getJsonObject(0)
                .getString("field");
    }
}
