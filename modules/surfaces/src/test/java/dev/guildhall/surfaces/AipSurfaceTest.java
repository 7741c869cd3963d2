package dev.guildhall.surfaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Organizations surface over HTTP: resource names, snake_case, and errors as google.rpc.Status. */
class AipSurfaceTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static HttpTester admin;
    private static String app;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("aip").assemble());
        admin = product.asAdministrator();
        app = admin.post("/api/apps", new JsonObject().put("name", "Field service"))
                .expect(201)
                .data()
                .getString("id");
    }

    @Test
    void aWorkspaceIsShownByItsResourceName() {
        var acme = new Organization();
        var created = acme.asFounder()
                .post(
                        acme.path(),
                        new JsonObject()
                                .put("title", "Development")
                                .put("workspace_icon", "rocket")
                                .put("workspace_icon_color", "#1E90FF"))
                .expect(200);

        var workspace = created.json();
        var id = idOf(workspace);
        assertThat(workspace.fieldNames())
                .containsExactlyInAnyOrder(
                        "name",
                        "title",
                        "workspace_icon",
                        "workspace_icon_color",
                        "create_time",
                        "update_time",
                        "creator_display_name",
                        "creator_email");
        assertThat(workspace.getString("name")).isEqualTo("organizations/" + acme.id + "/workspaces/" + id);
        assertThat(workspace.getString("title")).isEqualTo("Development");
        assertThat(workspace.getString("workspace_icon_color")).isEqualTo("#1e90ff");
        assertThat(workspace.getString("creator_email")).isEqualTo(TestProduct.address(acme.owner));
        var read = acme.asOwner().get(acme.path() + "/" + id).expect(200);
        assertThat(read.json()).isEqualTo(workspace);
        assertThat(read.header("ETag")).isEqualTo(created.header("ETag"));
    }

    @Test
    void anUpdateWritesWhatItsMaskNamesAndClearsWhatIsNotSent() {
        var acme = new Organization();
        var path = acme.workspace("Development");
        var owner = acme.asOwner();

        owner.patch(path, new JsonObject().put("workspace_icon", "rocket")).expect(200);
        var sent = owner.get(path).json().put("title", "Renamed").put("workspace_icon_color", "#000000");
        var masked = owner.patch(path + "?update_mask=title,update_time", sent).expect(200);

        assertThat(masked.json().getString("title")).isEqualTo("Renamed");
        assertThat(masked.json().getString("workspace_icon")).isEqualTo("rocket");
        assertThat(masked.json().containsKey("workspace_icon_color")).isFalse();
        assertThat(owner.patch(path + "?update_mask=*", new JsonObject().put("title", "Bare"))
                        .expect(200)
                        .json()
                        .containsKey("workspace_icon"))
                .isFalse();
        assertThat(violations(owner.patch(path + "?update_mask=title", new JsonObject())))
                .containsExactly("title");
        assertThat(violations(owner.patch(path + "?update_mask=key", sent))).containsExactly("update_mask");
        owner.withHeader("If-Match", masked.header("ETag")).delete(path).expect(412);
        assertThat(owner.delete(path).expect(200).json()).isEmpty();
        owner.get(path).expect(404);
    }

    @Test
    void preferencesAreReadByMembersAndChangedByTheirManagers() {
        var acme = new Organization();
        var path = acme.workspace("Development");
        var viewer = acme.seated(path, "VIEWER");

        var preferences =
                product.as(viewer).get(path + "/preferences").expect(200).json();

        assertThat(preferences)
                .isEqualTo(new JsonObject()
                        .put("name", path.substring("/api/v1/".length()) + "/preferences")
                        .put("support_team_access", false));
        var open = preferences.put("support_team_access", true);
        refused(product.as(viewer).patch(path + "/preferences", open), 403, 7, "ACCESS_DENIED");
        assertThat(acme.asOwner().patch(path + "/preferences", open).expect(200).json())
                .isEqualTo(open);
        assertThat(acme.asOwner()
                        .patch(path + "/preferences?update_mask=support_team_access", new JsonObject())
                        .expect(200)
                        .json()
                        .getBoolean("support_team_access"))
                .isFalse();
    }

    @Test
    void workspacesAreFilteredByTitleAndOrderedAsTheClientSays() {
        var acme = new Organization();
        var first = acme.workspace("My Workspace");
        acme.workspace("another workspace");
        acme.workspace("Zoo");
        acme.asOwner()
                .patch(first, new JsonObject().put("workspace_icon", "rocket"))
                .expect(200);

        assertThat(acme.titles("")).containsExactly("Zoo", "another workspace", "My Workspace");
        assertThat(acme.titles("?order_by=title")).containsExactly("My Workspace", "Zoo", "another workspace");
        assertThat(acme.titles("?order_by=" + encoded("create_time")))
                .containsExactly("My Workspace", "another workspace", "Zoo");
        assertThat(acme.titles("?order_by=" + encoded("update_time desc,title")))
                .containsExactly("My Workspace", "Zoo", "another workspace");
        assertThat(acme.titles("?filter=" + encoded("title = \"My Workspace\"")))
                .containsExactly("My Workspace");
        assertThat(acme.titles("?filter=" + encoded("title : 'WORKSPACE'")))
                .containsExactly("another workspace", "My Workspace");
        assertThat(acme.titles("?filter=" + encoded("title:work AND title:my OR title:another")))
                .containsExactly("another workspace", "My Workspace");
        assertThat(violations(acme.asOwner().get(acme.path() + "?filter=" + encoded("create_time > 2026"))))
                .containsExactly("filter");
        assertThat(violations(acme.asOwner().get(acme.path() + "?order_by=key")))
                .containsExactly("order_by");
        assertThat(violations(acme.asOwner().get(acme.path() + "?orderBy=title")))
                .containsExactly("orderBy");
    }

    @Test
    void aPageHasFiftyEntriesAndAtMostAThousandAndBelongsToItsQuery() {
        var acme = new Organization();
        var path = acme.workspace("Crowded");
        BENCH.sql(people("crowd" + acme.id, 1100));
        BENCH.sql(seats(path, "crowd" + acme.id));
        var owner = acme.asOwner();
        var users = path + "/users";

        assertThat(users(owner.get(users))).hasSize(50);
        assertThat(users(owner.get(users + "?page_size=0"))).hasSize(50);
        assertThat(users(owner.get(users + "?page_size=7"))).hasSize(7);
        assertThat(users(owner.get(users + "?page_size=99999999999"))).hasSize(1000);
        refused(owner.get(users + "?page_size=-1"), 400, 3, "REQUEST_INVALID");
        assertThat(violations(owner.get(users + "?page_size=many"))).containsExactly("page_size");
        var token = owner.get(users + "?order_by=email").expect(200).json().getString("next_page_token");
        assertThat(users(owner.get(users + "?order_by=email&page_size=9&page_token=" + token)))
                .hasSize(9);
        assertThat(violations(owner.get(users + "?page_token=" + token))).containsExactly("page_token");
        assertThat(violations(owner.get(users + "?order_by=email&filter=role%3Dviewer&page_token=" + token)))
                .containsExactly("page_token");
        var last = owner.get(users + "?page_size=1000&order_by=email").json().getString("next_page_token");
        assertThat(owner.get(users + "?page_size=1000&order_by=email&page_token=" + last)
                        .expect(200)
                        .json()
                        .containsKey("next_page_token"))
                .isFalse();
    }

    @Test
    void theUsersOfAWorkspaceAreAllWhoReachItWithEveryRoleOfTheirs() {
        var acme = new Organization();
        var path = acme.workspace("Development");
        var viewer = acme.seated(path, "VIEWER");
        var john = acme.member("ADMIN", "John Smith");
        var both = acme.member("ADMIN", "Jane Doe");
        acme.seat(path, both, "MEMBER");
        acme.member("BILLING", "Bill");
        acme.member("MEMBER", "Bystander");
        var custom = new JsonObject().put("name", "Greeter").put("permissions", new JsonArray().add("members.read"));
        admin.post(canonical(path) + "/roles", custom).expect(201);
        var greeter = acme.seated(path, "Greeter");

        var listed = users(acme.asOwner().get(path + "/users").expect(200));

        assertThat(listed)
                .extracting(user -> user.getString("user_id"), AipSurfaceTest::roles)
                .containsExactlyInAnyOrder(
                        seen(acme.owner, "OWNER workspace", "ADMIN organization"),
                        seen(viewer, "VIEWER workspace"),
                        seen(john, "ADMIN organization"),
                        seen(both, "MEMBER workspace", "ADMIN organization"),
                        seen(greeter, "Greeter workspace"));
        assertThat(listed.get(0).fieldNames())
                .containsExactlyInAnyOrder(
                        "user_id", "display_name", "email", "email_verified", "roles", "created_time", "updated_time");
        assertThat(acme.found(path, "role=\"Workspace Viewer\"")).containsExactly(viewer.toString());
        assertThat(acme.found(path, "role = viewer OR role = GREETER"))
                .containsExactlyInAnyOrder(viewer.toString(), greeter.toString());
        assertThat(acme.found(path, "role_scope=organization"))
                .containsExactlyInAnyOrder(acme.owner.toString(), john.toString(), both.toString());
        assertThat(acme.found(path, "role_scope=organization AND NOT role_scope=workspace"))
                .containsExactly(john.toString());
        assertThat(acme.found(path, "role_scope=workspace AND role=member")).containsExactly(both.toString());
        assertThat(acme.found(path, "search:\"john\"")).containsExactly(john.toString());
        assertThat(acme.found(path, "search:'" + TestProduct.address(viewer) + "'"))
                .containsExactly(viewer.toString());
        assertThat(violations(acme.asOwner().get(path + "/users?filter=role_scope%3Dgalaxy")))
                .containsExactly("filter");
        assertThat(violations(acme.asOwner().get(path + "/users?filter=email%3Dx")))
                .containsExactly("filter");
    }

    @Test
    void whoReachesAWorkspaceByTeamsIsListedOnceAsOfTheOrganization() {
        var acme = new Organization();
        var path = acme.workspace("Development");
        var teams = "/api/organizations/" + acme.id + "/teams";
        var mate = acme.member("MEMBER", "Mate");
        var seated = acme.seated(path, "MEMBER");
        for (var role : List.of("VIEWER", "ADMIN", "VIEWER")) {
            var team = teams + "/"
                    + admin.post(teams, new JsonObject().put("name", TestProduct.name("team")))
                            .expect(201)
                            .data()
                            .getString("id");
            admin.post(team + "/members", seating(mate, "MEMBER"));
            admin.post(team + "/members", seating(seated, "MEMBER"));
            admin.put(team + "/workspaces/" + idIn(path), new JsonObject().put("role", role))
                    .expect(200);
        }

        for (var order : List.of("", "?order_by=display_name", "?order_by=updated_time")) {
            assertThat(users(acme.asOwner().get(path + "/users" + order)))
                    .extracting(user -> user.getString("user_id"), AipSurfaceTest::roles)
                    .containsExactlyInAnyOrder(
                            seen(acme.owner, "OWNER workspace", "ADMIN organization"),
                            seen(mate, "ADMIN organization", "VIEWER organization"),
                            seen(seated, "MEMBER workspace", "ADMIN organization", "VIEWER organization"));
        }
        assertThat(acme.found(path, "role_scope=organization AND role=viewer"))
                .containsExactlyInAnyOrder(mate.toString(), seated.toString());
        assertThat(counts(acme.asOwner(), acme, new JsonArray().add(idIn(path))))
                .containsExactly(idIn(path) + " 3");
    }

    @Test
    void whoManagesAnOrganizationMakesWorkspacesInIt() {
        var acme = new Organization();
        var john = product.as(acme.member("ADMIN", "John"));

        var made = john.post(acme.path(), new JsonObject().put("title", "Development"))
                .expect(200)
                .json();

        assertThat(made.getString("creator_display_name")).isEqualTo("John");
        var member = product.as(acme.member("MEMBER", "Mia"));
        refused(member.post(acme.path(), new JsonObject().put("title", "Mine")), 403, 7, "ACCESS_DENIED");
    }

    @Test
    void rolesAndInvitesAreListedWithoutFilterOrOrder() {
        var acme = new Organization();
        var path = acme.workspace("Development");
        admin.post(
                        canonical(path) + "/invitations",
                        new JsonObject().put("email", "guest@example.org").put("role", "VIEWER"))
                .expect(201);

        var roles = acme.asOwner().get(path + "/roles?page_size=2").expect(200).json();
        assertThat(roles.getJsonArray("roles"))
                .extracting(role -> ((JsonObject) role).getString("title"))
                .containsExactly("OWNER", "ADMIN");
        assertThat(roles.getString("next_page_token")).isNotBlank();
        var invited = acme.asOwner().get(path + "/invites").expect(200).json().getJsonArray("invitations");
        assertThat(invited)
                .extracting(found -> ((JsonObject) found).getString("email"))
                .containsExactly("guest@example.org");
        assertThat(violations(acme.asOwner().get(path + "/roles?filter=x"))).containsExactly("filter");
        refused(product.as(acme.seated(path, "VIEWER")).get(path + "/invites"), 403, 7, "ACCESS_DENIED");
    }

    @Test
    void theWorkspacesOfAnOrganizationAreThoseThatTheCallerCanAccess() {
        var acme = new Organization();
        var development = acme.workspace("Development");
        acme.workspace("Production");
        var viewer = acme.seated(development, "VIEWER");
        var bystander = product.as(acme.member("MEMBER", "Bystander"));
        var mine = "/api/v1/me/organizations/" + acme.id + "/workspaces";

        assertThat(titles(product.as(viewer).get(acme.path()))).containsExactly("Development");
        assertThat(titles(product.as(viewer).get(mine))).containsExactly("Development");
        assertThat(titles(bystander.get(acme.path()))).isEmpty();
        assertThat(titles(bystander.get(mine))).isEmpty();
        assertThat(titles(product.as(acme.member("ADMIN", "John"))
                        .get(mine + "?filter=" + encoded("title='Production'"))))
                .containsExactly("Production");
        assertThat(titles(admin.get(acme.path()))).containsExactly("Production", "Development");
        assertThat(titles(admin.get(mine))).isEmpty();
        assertThat(violations(product.as(viewer).get(mine + "?order_by=title"))).containsExactly("order_by");
    }

    @Test
    void anOutsiderLearnsNothingOfAnOrganization() {
        var acme = new Organization();
        var path = acme.workspace("Development");
        var globex = new Organization();
        var outsider = globex.asOwner();
        var unknown = "/api/v1/organizations/" + Ids.next() + "/workspaces";

        assertThat(withoutRequest(refused(outsider.get(acme.path()), 404, 5, "ORGANIZATION_NOT_FOUND")))
                .isEqualTo(withoutRequest(refused(outsider.get(unknown), 404, 5, "ORGANIZATION_NOT_FOUND")));
        refused(outsider.get(path + "/users"), 404, 5, "WORKSPACE_NOT_FOUND");
        refused(outsider.post(acme.path(), new JsonObject().put("title", "Mine")), 404, 5, "ORGANIZATION_NOT_FOUND");
        assertThat(titles(outsider.get("/api/v1/me/organizations/" + acme.id + "/workspaces")))
                .isEmpty();
        refused(product.asNobody().get(acme.path()), 401, 16, "AUTH_REQUIRED");
    }

    @Test
    void aWorkspaceIsNotFoundInAnotherOrganization() {
        var acme = new Organization();
        var globex = new Organization();
        var id = acme.workspace("Development").substring(acme.path().length());
        var elsewhere = globex.path() + id;
        // To no avail, although they may do everything in both.
        for (var refused : List.of(
                admin.get(elsewhere),
                admin.get(elsewhere + "/users"),
                admin.get(elsewhere + "/roles"),
                admin.get(elsewhere + "/invites"),
                admin.get(elsewhere + "/preferences"),
                admin.patch(elsewhere, new JsonObject().put("title", "Mine")),
                admin.patch(elsewhere + "/preferences", new JsonObject().put("support_team_access", true)),
                admin.delete(elsewhere))) {
            refused(refused, 404, 5, "WORKSPACE_NOT_FOUND");
        }
    }

    @Test
    void usersAreCountedOnceAndOnlyWhereTheCallerCanSeeThem() {
        var acme = new Organization();
        var development = acme.workspace("Development");
        var production = acme.workspace("Production");
        var viewer = acme.seated(development, "VIEWER");
        var both = acme.member("ADMIN", "John");
        acme.seat(development, both, "MEMBER");
        var foreign = new Organization().workspace("Foreign");
        var ids = new JsonArray();
        Stream.of(production, foreign, development, "/" + Ids.next())
                .map(AipSurfaceTest::idIn)
                .forEach(ids::add);

        assertThat(counts(acme.asOwner(), acme, ids))
                .containsExactly(idIn(production) + " 2", idIn(development) + " 3");
        assertThat(counts(product.as(viewer), acme, ids)).containsExactly(idIn(development) + " 3");
        assertThat(counts(acme.asOwner(), acme, new JsonArray())).isEmpty();
        assertThat(violations(acme.asOwner()
                        .post(counting(acme), counted(new JsonArray().add("x").add(7)))))
                .containsExactlyInAnyOrder("workspace_ids.0", "workspace_ids.1");
        var many = new JsonArray();
        IntStream.rangeClosed(0, 1000).forEach(i -> many.add(Ids.next().toString()));
        assertThat(violations(acme.asOwner().post(counting(acme), counted(many))))
                .containsExactly("workspace_ids");
        refused(acme.asOwner().get(counting(acme)), 405, 12, "REQUEST_METHOD_NOT_ALLOWED");
    }

    @Test
    void everyUserWhoStaysIsSeenOnceWhileOthersComeAndGo() {
        var acme = new Organization();
        var path = acme.workspace("Busy");
        BENCH.sql(people("stay" + acme.id, 2500));
        BENCH.sql(seats(path, "stay" + acme.id));
        BENCH.sql(people("pass" + acme.id, 300));
        var stop = new AtomicBoolean();
        var traffic = CompletableFuture.runAsync(() -> {
            while (!stop.get()) {
                BENCH.sql(seats(path, "pass" + acme.id));
                BENCH.sql(
                        "delete from guildhall.member where workspace_id = $1 and email like 'pass%'",
                        UUID.fromString(idIn(path)));
            }
        });

        try {
            for (var order :
                    List.of("", "display_name", "email desc", "created_time", "display_name,created_time desc")) {
                var stayed = walk(acme.asOwner(), path, "role=viewer AND role_scope=workspace", order).stream()
                        .map(user -> user.getString("email"))
                        .filter(email -> email.startsWith("stay"))
                        .toList();
                assertThat(stayed).as(order).hasSize(2500).doesNotHaveDuplicates();
            }
        } finally {
            stop.set(true);
            traffic.join();
        }
    }

    private static List<JsonObject> walk(HttpTester client, String path, String filter, String order) {
        var all = new ArrayList<JsonObject>();
        var query = path + "/users?page_size=100&filter=" + encoded(filter) + "&order_by=" + encoded(order);
        String token = "";
        while (token != null) {
            var page = client.get(query + "&page_token=" + token).expect(200);
            all.addAll(users(page));
            token = page.json().getString("next_page_token");
        }
        return all;
    }

    @Test
    void itsContractIsServedToEverybody() {
        var contract =
                product.asNobody().get("/api/v1/openapi.json").expect(200).json();

        assertThat(contract.getJsonObject("paths").fieldNames())
                .contains("/api/v1/organizations/{organization_id}/workspaces:countUsers")
                .allMatch(path -> path.startsWith("/api/v1/"));
    }

    /** An organization with an owner. */
    private static final class Organization {

        final UserId owner = product.user();
        final String id;

        Organization() {
            var name = TestProduct.name("org");
            id = admin.post(
                            "/api/organizations",
                            new JsonObject()
                                    .put("appId", app)
                                    .put("name", name)
                                    .put("slug", name)
                                    .put("domain", name + ".example")
                                    .put("ownerId", owner.toString()))
                    .expect(201)
                    .data()
                    .getString("id");
        }

        String path() {
            return "/api/v1/organizations/" + id + "/workspaces";
        }

        HttpTester asOwner() {
            return product.as(owner);
        }

        /** Its owner, as somebody who makes workspaces. */
        HttpTester asFounder() {
            return product.asNobody().withBearer(TestAuthenticator.admin(owner));
        }

        /** The path of a new workspace of its owner's. */
        String workspace(String title) {
            var made = asFounder()
                    .post(path(), new JsonObject().put("title", title))
                    .expect(200)
                    .json();
            return "/api/v1/" + made.getString("name");
        }

        /** A new member of the organization. */
        UserId member(String role, String name) {
            var user = product.user();
            BENCH.sql("update guildhall.user_account set full_name = $2 where id = $1", user.value(), name);
            admin.post("/api/organizations/" + id + "/members", seating(user, role))
                    .expect(200);
            return user;
        }

        void seat(String workspace, UserId user, String role) {
            admin.post(canonical(workspace) + "/members", seating(user, role)).expect(200);
        }

        /** A new member of one of its workspaces. */
        UserId seated(String workspace, String role) {
            var user = member("MEMBER", "Seated");
            seat(workspace, user, role);
            return user;
        }

        List<String> titles(String query) {
            return AipSurfaceTest.titles(asOwner().get(path() + query));
        }

        /** The ids of the users that a filter finds. */
        List<String> found(String workspace, String filter) {
            return users(asOwner()
                            .get(workspace + "/users?filter=" + encoded(filter))
                            .expect(200))
                    .stream()
                    .map(user -> user.getString("user_id"))
                    .toList();
        }
    }

    private static JsonObject seating(UserId user, String role) {
        return new JsonObject().put("userId", user.toString()).put("role", role);
    }

    private static String people(String prefix, int number) {
        return "insert into guildhall.user_account (id, email, full_name, password_hash, roles, created_at, updated_at)"
                + " select gen_random_uuid(), '" + prefix + "-' || n || '@example.org', 'Person ' || n % 97, 'none',"
                + " array['USER'], now(), now() from generate_series(1, " + number + ") n";
    }

    private static String seats(String workspace, String prefix) {
        return "insert into guildhall.member (workspace_id, user_id, role, joined_at, updated_at, full_name, email)"
                + " select '" + idIn(workspace) + "', id, 'VIEWER', now() - random() * interval '1 day', now(), '', ''"
                + " from guildhall.user_account where email like '" + prefix + "-%'";
    }

    private static String counting(Organization organization) {
        return organization.path() + ":countUsers";
    }

    private static JsonObject counted(JsonArray ids) {
        return new JsonObject().put("workspace_ids", ids);
    }

    private static List<String> counts(HttpTester client, Organization organization, JsonArray ids) {
        return client
                .post(counting(organization), counted(ids))
                .expect(200)
                .json()
                .getJsonArray("workspace_user_counts")
                .stream()
                .map(JsonObject.class::cast)
                .map(count -> count.getString("workspace_id") + " " + count.getInteger("user_count"))
                .toList();
    }

    private static List<JsonObject> users(Response page) {
        return page.expect(200).json().getJsonArray("users").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<String> titles(Response page) {
        return page.expect(200).json().getJsonArray("workspaces").stream()
                .map(workspace -> ((JsonObject) workspace).getString("title"))
                .toList();
    }

    private static List<String> roles(JsonObject user) {
        return user.getJsonArray("roles").stream()
                .map(JsonObject.class::cast)
                .map(held -> held.getString("role") + " " + held.getString("role_scope"))
                .toList();
    }

    private static Tuple seen(UserId user, String... roles) {
        return Tuple.tuple(user.toString(), List.of(roles));
    }

    /** Demands an error of this surface. */
    private static JsonObject refused(Response response, int status, int code, String reason) {
        var error = response.expect(status).json();
        assertThat(error.fieldNames()).containsExactlyInAnyOrder("code", "message", "details");
        assertThat(error.getInteger("code")).as(response.body()).isEqualTo(code);
        assertThat(detail(error, "ErrorInfo").getString("reason")).isEqualTo(reason);
        assertThat(detail(error, "RequestInfo").getString("request_id")).isEqualTo(response.header("X-Request-Id"));
        return error;
    }

    private static JsonObject withoutRequest(JsonObject error) {
        error.getJsonArray("details").remove(detail(error, "RequestInfo"));
        return error;
    }

    /** The fields that a refusal finds fault with. */
    private static List<String> violations(Response response) {
        return detail(refused(response, 400, 3, "REQUEST_INVALID"), "BadRequest")
                .getJsonArray("field_violations")
                .stream()
                .map(violation -> ((JsonObject) violation).getString("field"))
                .toList();
    }

    private static JsonObject detail(JsonObject error, String type) {
        return error.getJsonArray("details").stream()
                .map(JsonObject.class::cast)
                .filter(detail -> detail.getString("@type").equals("type.googleapis.com/google.rpc." + type))
                .findFirst()
                .orElseThrow();
    }

    private static String canonical(String workspace) {
        return "/api/workspaces/" + idIn(workspace);
    }

    private static String idIn(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String idOf(JsonObject workspace) {
        return idIn(workspace.getString("name"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
