package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import dev.guildhall.core.security.PermissionSet;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.Permissions;
import dev.guildhall.membership.Role;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Who sees what in the portal: everybody that there may be goes to every place there is. */
@ResourceLock(SharedBrowser.TURN)
class PortalRolesTest {

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @RegisterExtension
    static final SharedBrowser BROWSER = new SharedBrowser();

    private static final String HOST = "@roles.example";

    /** Goes from place to place as links do, and notes what is shown and what the API has answered. */
    private static final String WALK = """
            addresses => {
              const answers = [];
              let open = 0;
              const ask = window.fetch;
              window.fetch = async (...question) => {
                open++;
                try {
                  const answer = await ask(...question);
                  answers.push({ path: new URL(answer.url).pathname, ok: answer.ok });
                  return answer;
                } finally {
                  open--;
                }
              };
              const frame = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
              const isSettled = () => open === 0 && document.querySelector('h1') !== null
                && document.querySelector('.loading, [aria-busy=true]') === null;
              const settle = async () => {
                for (let quiet = 0, frames = 0; quiet < 3; frames++) {
                  if (frames > 2000) {
                    return false;
                  }
                  await frame();
                  quiet = isSettled() ? quiet + 1 : 0;
                }
                return true;
              };
              const walk = async () => {
                const seen = [];
                for (const address of addresses) {
                  answers.length = 0;
                  history.pushState(null, '', address);
                  dispatchEvent(new Event('portal:moved'));
                  const settled = await settle();
                  seen.push({
                    address, settled, shown: document.querySelector('main').innerText,
                    refused: document.querySelector('main [role=alert]') !== null,
                    answered: answers.filter(answer => answer.ok).map(answer => answer.path),
                    tabs: [...document.querySelectorAll('nav.side a')].map(link => new URL(link.href).pathname),
                  });
                }
                return JSON.stringify(seen);
              };
              window.walked = walk();
            }""";

    private static HttpTester admin;
    private static String organization;
    private static String workspace;
    private static final Map<String, String> IN_WORKSPACE = new HashMap<>();
    private static final Map<String, String> IN_ORGANIZATION = new HashMap<>();
    private static final Map<String, String> ON_PLATFORM = new HashMap<>();

    /**
     * Somebody, with what their roles permit.
     *
     * @param name the beginning of their address
     */
    private record Person(String name, Set<String> held) {

        String email() {
            return name.equals("administrator") ? RunningProduct.ADMIN : name + HOST;
        }
    }

    @SafeVarargs
    private static Person person(String name, Set<String>... held) {
        var all = new TreeSet<>(Set.of(PortalPlaces.EVERYBODY));
        Stream.of(held).forEach(all::addAll);
        return new Person(name, all);
    }

    private static Set<String> names(PermissionSet permissions) {
        return permissions.stream().map(permission -> permission.name()).collect(Collectors.toSet());
    }

    /** In the workspace everybody is a member of the organization; its administrators are so in the workspace, too. */
    private static List<Person> everybody() {
        var member = names(OrganizationRole.MEMBER.permissions());
        return List.of(
                person("owner", names(OrganizationRole.OWNER.permissions()), names(Role.OWNER.permissions())),
                person("manager", names(OrganizationRole.ADMIN.permissions()), names(Role.ADMIN.permissions())),
                person("member", member),
                person("billing", names(OrganizationRole.BILLING.permissions())),
                person("admin", member, names(Role.ADMIN.permissions())),
                person("worker", member, names(Role.MEMBER.permissions())),
                person("viewer", member, names(Role.VIEWER.permissions())),
                person("auditor", member, Set.of("workspace.read", "audit.read")),
                person("support", names(Permissions.reading())),
                person("outsider"),
                person(
                        "administrator",
                        Set.of(PortalPlaces.ADMINISTRATOR),
                        names(OrganizationRole.OWNER.permissions()),
                        names(Role.OWNER.permissions())));
    }

    @BeforeAll
    static void furnish() {
        admin = PRODUCT.get().signInAsAdmin();
        var owner = RunningProduct.user(admin, "owner" + HOST);
        RunningProduct.user(admin, "outsider" + HOST);
        var app = made("/api/apps", new JsonObject().put("name", "Field service"));
        organization = made(
                "/api/organizations",
                new JsonObject()
                        .put("appId", app)
                        .put("name", "Roles and daughters")
                        .put("slug", "roles")
                        .put("domain", "roles.example")
                        .put("ownerId", owner));
        var inOrganization = "/api/organizations/" + organization;
        for (var each : Map.of("manager", "ADMIN", "billing", "BILLING").entrySet()) {
            member(inOrganization, RunningProduct.user(admin, each.getKey() + HOST), each.getValue());
        }
        workspace = PRODUCT.get()
                .signIn("owner" + HOST, RunningProduct.PASSWORD)
                .post(
                        "/api/workspaces",
                        new JsonObject()
                                .put("key", "roles")
                                .put("name", "Who sees what")
                                .put("organizationId", organization))
                .expect(200)
                .data()
                .getString("id");
        var inWorkspace = "/api/workspaces/" + workspace;
        var auditor = made(
                inWorkspace + "/roles",
                new JsonObject()
                        .put("name", "Auditor")
                        .put("permissions", JsonArray.of("workspace.read", "audit.read")));
        var roles =
                Map.of("member", "", "admin", "ADMIN", "worker", "MEMBER", "viewer", "VIEWER", "auditor", "Auditor");
        roles.forEach((name, role) -> {
            var user = RunningProduct.user(admin, name + HOST);
            member(inOrganization, user, "MEMBER");
            if (!role.isEmpty()) {
                member(inWorkspace, user, role);
            }
        });
        var support = made(
                "/api/admin/users",
                new JsonObject()
                        .put("email", "support" + HOST)
                        .put("fullName", "Support")
                        .put("password", RunningProduct.PASSWORD)
                        .put("roles", JsonArray.of("USER", "SUPPORT")));
        admin.patch(inWorkspace + "/preferences", new JsonObject().put("supportTeamAccess", true))
                .expect(200);
        exampleOfEach(inWorkspace, inOrganization, auditor, app, support);
    }

    private static void exampleOfEach(
            String inWorkspace, String inOrganization, String auditor, String app, String user) {
        admin.post(
                        inWorkspace + "/extensions",
                        new JsonObject()
                                .put("extensionKey", "hello")
                                .put("grantedPermissions", JsonArray.of("members.read", "events.publish")))
                .expect(201);
        IN_WORKSPACE.putAll(Map.of(
                "/members/roles/:id", auditor,
                "/extensions/catalogue/:key", "directory",
                "/extensions/:key", "hello",
                "/capabilities/:key", "hello.greeting.say",
                "/events/:sequence", "1",
                "/subscriptions/:id", subscription(inWorkspace)));
        IN_ORGANIZATION.putAll(Map.of(
                "/teams/:id", made(inOrganization + "/teams", new JsonObject().put("name", "Night shift")),
                "/applications/:id", application(inOrganization),
                "/subscriptions/:id", subscription(inOrganization)));
        ON_PLATFORM.putAll(Map.of(
                "/users/:id",
                user,
                "/apps/:id",
                app,
                "/marketplace/:key",
                "hello",
                "/applications/:id",
                application("/api/admin"),
                "/subscriptions/:id",
                subscription("/api/admin")));
    }

    private static String made(String at, JsonObject what) {
        return admin.post(at, what).expect(201).data().getString("id");
    }

    private static void member(String of, String user, String role) {
        admin.post(of + "/members", new JsonObject().put("userId", user).put("role", role))
                .expect(200);
    }

    private static String subscription(String of) {
        return made(
                of + "/subscriptions",
                new JsonObject()
                        .put("name", "CRM of " + HOST)
                        .put("types", JsonArray.of("nothing.happens"))
                        .put("sink", new JsonObject().put("kind", "WEBHOOK").put("url", "http://127.0.0.1:9/hook")));
    }

    private static String application(String of) {
        return made(
                of + "/oauth/clients",
                new JsonObject()
                        .put("name", "Assistant of " + HOST)
                        .put("redirectUris", JsonArray.of("https://assistant.roles.example/back"))
                        .put("grantTypes", JsonArray.of("AUTHORIZATION_CODE"))
                        .put("scopes", JsonArray.of("agents.read")));
    }

    @Test
    void everyPlaceSaysWhoIsLetIn() throws IOException {
        var parts = Map.of(
                "workspace.tsx", PortalPlaces.workspace(""),
                "organization.tsx", PortalPlaces.organization(""),
                "platform/platform.tsx", PortalPlaces.platform(),
                "account.tsx", PortalPlaces.account());

        for (var part : parts.entrySet()) {
            assertThat(PortalPlaces.ledToBy(part.getKey(), part.getValue().home()))
                    .as("places of " + part.getKey())
                    .hasSizeGreaterThan(3)
                    .isSubsetOf(part.getValue().permissions().keySet());
        }
    }

    @TestFactory
    Stream<DynamicTest> eachRoleSeesItsPlacesAndNothingElse() {
        var places = List.of(
                PortalPlaces.workspace(workspace),
                PortalPlaces.organization(organization),
                PortalPlaces.platform(),
                PortalPlaces.account());
        var permissions = new LinkedHashMap<String, String>();
        permissions.putAll(places.get(0).addresses(IN_WORKSPACE));
        permissions.putAll(places.get(1).addresses(IN_ORGANIZATION));
        permissions.putAll(places.get(2).addresses(ON_PLATFORM));
        permissions.putAll(places.get(3).addresses(Map.of()));
        // They all walk at the same time, for most of it is waiting.
        var walks = new ArrayList<Page>();
        for (var person : everybody()) {
            walks.add(begin(person, List.copyOf(permissions.keySet())));
        }
        return Stream.iterate(0, index -> index < walks.size(), index -> index + 1)
                .map(index -> DynamicTest.dynamicTest(
                        everybody().get(index).name(),
                        () -> check(everybody().get(index), walks.get(index), places, permissions)));
    }

    private static Page begin(Person person, List<String> addresses) {
        var visit = BROWSER.get().visitor("en-GB");
        var credentials = Map.of("email", person.email(), "password", RunningProduct.PASSWORD);
        var session = visit.request()
                .post(
                        PRODUCT.get().url() + "/api/auth/login",
                        RequestOptions.create().setData(credentials));
        assertThat(session.status()).isEqualTo(200);
        var page = visit.newPage();
        page.navigate(PRODUCT.get().url() + "/portal/account");
        page.waitForSelector("h1");
        page.evaluate(WALK, addresses);
        return page;
    }

    private static void check(Person person, Page page, List<PortalPlaces> parts, Map<String, String> permissions) {
        try {
            var seen = new JsonArray((String) page.evaluate("() => window.walked"));
            assertThat(seen).hasSameSizeAs(permissions.keySet());
            for (var index = 0; index < seen.size(); index++) {
                var place = seen.getJsonObject(index);
                var permission = permissions.get(place.getString("address"));
                assertThat(place.getBoolean("settled")).as(place.encode()).isTrue();
                if (person.held().contains(permission)) {
                    requireShown(place, permission);
                } else {
                    requireRefused(place);
                }
                requireTabs(person, place, parts);
            }
        } finally {
            page.context().close();
        }
    }

    private static void requireShown(JsonObject place, String permission) {
        assertThat(place.getBoolean("refused")).as(place.encode()).isFalse();
        assertThat(place.getString("shown"))
                .as(place.getString("address"))
                .isNotBlank()
                .doesNotContain(
                        "This needs the permission " + permission,
                        "There is no such page",
                        "This is for administrators");
    }

    /** What is around the pages may be read; nothing of the page itself is. */
    private static void requireRefused(JsonObject place) {
        assertThat(place.getString("shown"))
                .as(place.encode())
                .containsAnyOf(
                        "which you do not have here",
                        "WORKSPACE.NOT_FOUND",
                        "ORGANIZATION.NOT_FOUND",
                        "This is for administrators of the platform.");
        var around = Set.of(
                "/api/auth/me",
                "/api/workspaces/" + workspace,
                "/api/workspaces/" + workspace + "/access/mine",
                "/api/organizations/" + organization,
                "/api/organizations/" + organization + "/access/mine");
        assertThat(place.getJsonArray("answered").stream().map(String::valueOf))
                .as(place.encode())
                .isSubsetOf(around);
    }

    private static void requireTabs(Person person, JsonObject place, List<PortalPlaces> parts) {
        for (var part : parts) {
            if (place.getString("address").startsWith("/portal" + part.home())
                    && !part.home().equals("/account")) {
                assertThat(place.getJsonArray("tabs").stream().map(String::valueOf))
                        .as("menu at " + place.getString("address"))
                        .containsExactlyInAnyOrderElementsOf(part.tabs(person.held()));
            }
        }
    }
}
