package dev.guildhall.testkit;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.core.security.Scopes;
import dev.guildhall.testkit.HttpTester.Part;
import dev.guildhall.testkit.HttpTester.Response;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The modules of the class path at work and served, with users, workspaces and organizations to be had for a word. */
public final class TestProduct {

    /** That of all users made here. */
    public static final String PASSWORD = "correct horse battery staple";

    /** Of the password; hashed once, for that takes a while. */
    private static final String HASH =
            "$argon2id$v=19$m=19456,t=2,p=1$c2FsdCBvZiB0ZXN0cyAxNg$r38FtXhTilGHknq/qjqtvTV4QpfaAFVcmwAj3+gXYz8";

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final TestBench bench;
    private final Product product;
    private final TestAuthenticator tokens;
    private final HttpTester http;
    private UserId administrator;

    private TestProduct(TestBench bench, Product product) {
        this.bench = bench;
        this.product = product;
        this.tokens = new TestAuthenticator(product.find(Authenticator.class));
        this.http = bench.serve(tokens, product.get(Authorizer.class), Served.of(product));
    }

    /** Starts the modules; they are stopped after the class. */
    public static TestProduct start(TestBench bench, Product product) {
        return new TestProduct(bench, bench.start(product));
    }

    public Product product() {
        return product;
    }

    /** Does the periodic work of this purpose now, instead of when it is due. */
    public void doNow(String purpose) {
        var job = product.jobs().stream()
                .filter(one -> one.purpose().equals(purpose))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nothing is done to " + purpose));
        Await.result(job.work().get());
    }

    /** A name that nothing else has. */
    public static String name(String prefix) {
        return prefix + "-" + Integer.toString(NAMES.incrementAndGet(), 36);
    }

    /** A user account of its own. */
    public UserId user() {
        return user("User " + NAMES.incrementAndGet());
    }

    /** The account of somebody of this name. */
    public UserId user(String fullName) {
        return account(fullName, PlatformRole.USER);
    }

    /** A user account of its own with these platform roles. */
    public UserId userWith(PlatformRole... roles) {
        return account("User " + NAMES.incrementAndGet(), roles);
    }

    private UserId account(String fullName, PlatformRole... roles) {
        var id = Ids.next();
        bench.sql(
                "insert into guildhall.user_account (id, email, email_key, full_name, password_hash, roles, created_at,"
                        + " updated_at) values ($1, $2, $2, $3, $4, $5, now(), now())",
                id,
                id + "@example.org",
                fullName,
                HASH,
                Arrays.stream(roles).map(Enum::name).toArray(String[]::new));
        return new UserId(id);
    }

    /** The address of a user made here. */
    public static String address(UserId user) {
        return user + "@example.org";
    }

    /** An administrator of the platform, who is there from the first time that somebody asks for them. */
    public synchronized UserId administrator() {
        if (administrator == null) {
            administrator = userWith(PlatformRole.ADMIN, PlatformRole.USER);
        }
        return administrator;
    }

    public HttpTester asNobody() {
        return http;
    }

    /** What the user is answered who signs in by their password. */
    public Response signIn(UserId user) {
        return signIn(user, null);
    }

    /** The same, with the id of the organization that the session is to be scoped to; null for none said. */
    public Response signIn(UserId user, String organization) {
        var body = new JsonObject().put("email", address(user)).put("password", PASSWORD);
        return http.post("/api/auth/login", organization == null ? body : body.put("organizationId", organization));
    }

    /** The user with the access token of a session of theirs. */
    public HttpTester signedIn(UserId user) {
        return http.withBearer(signIn(user).expect(200).data().getString("accessToken"));
    }

    public HttpTester asAdministrator() {
        return http.withBearer(TestAuthenticator.admin(administrator()));
    }

    public HttpTester as(UserId user) {
        return http.withBearer(TestAuthenticator.user(user));
    }

    /** A user whose access token carries these platform roles. */
    public HttpTester as(UserId user, PlatformRole... roles) {
        return http.withBearer(tokens.issue(user, Set.of(roles), Optional.empty(), Optional.empty()));
    }

    /** The same, with a token that is good for this tenant only. */
    public HttpTester as(UserId user, Tenant tenant, PlatformRole... roles) {
        return http.withBearer(tokens.issue(user, Set.of(roles), Optional.empty(), Optional.of(tenant)));
    }

    /** The user with a token of these scopes. */
    public HttpTester withScopes(UserId user, Permission... scopes) {
        return withScopes(user, Scopes.of(Set.of(scopes)));
    }

    public HttpTester withScopes(UserId user, Scopes scopes) {
        return http.withBearer(tokens.issue(user, Set.of(PlatformRole.USER), Optional.of(scopes), Optional.empty()));
    }

    /** Puts an extension into the catalogue. */
    public void publish(byte[] artifact) {
        asAdministrator()
                .upload("/api/admin/marketplace/extensions", Part.file("artifact", "extension.jar", artifact))
                .expect(201);
    }

    /** A workspace of no organization, owned by a user of its own. */
    public TestWorkspace workspace() {
        return workspace(user(), null);
    }

    TestWorkspace workspace(UserId owner, OrganizationId organization) {
        var key = name("ws");
        var wanted = new JsonObject().put("key", key).put("name", "Made");
        if (organization != null) {
            wanted.put("organizationId", organization.toString());
        }
        var made = http.withBearer(TestAuthenticator.admin(owner)).post("/api/workspaces", wanted);
        return new TestWorkspace(this, new WorkspaceId(idOf(made.expect(200).data())), key, owner);
    }

    /** The id of a new app. */
    public String app() {
        return asAdministrator()
                .post("/api/apps", new JsonObject().put("name", name("app")))
                .expect(201)
                .data()
                .getString("id");
    }

    /** An organization of an app of its own, owned by a user of its own. */
    public TestOrganization organization() {
        return organization(app());
    }

    /** An organization of the app, owned by a user of its own. */
    public TestOrganization organization(String app) {
        var owner = user();
        var made = asAdministrator()
                .post("/api/organizations", newOrganization(app).put("ownerId", owner.toString()))
                .expect(201);
        return new TestOrganization(this, new OrganizationId(idOf(made.data())), owner);
    }

    /** The request for an organization of the app, of names of its own and without an owner. */
    public static JsonObject newOrganization(String app) {
        var slug = name("org");
        return new JsonObject()
                .put("appId", app)
                .put("name", "Acme")
                .put("slug", slug)
                .put("domain", slug + ".example");
    }

    /** The request that gives a user a role. */
    public static JsonObject member(UserId user, String role) {
        return new JsonObject().put("userId", user.toString()).put("role", role);
    }

    /** The id at the end of a path. */
    public static String idOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String roleOf(UserId user, Response members) {
        return members.expect(200).list().stream()
                .map(JsonObject.class::cast)
                .filter(member -> member.getString("userId").equals(user.toString()))
                .map(member -> member.getString("role"))
                .findFirst()
                .orElse("none");
    }

    private static UUID idOf(JsonObject made) {
        return UUID.fromString(made.getString("id"));
    }
}
