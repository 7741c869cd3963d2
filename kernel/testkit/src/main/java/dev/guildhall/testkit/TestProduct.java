package dev.guildhall.testkit;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.testkit.HttpTester.Part;
import dev.guildhall.testkit.HttpTester.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The modules of the class path at work and served, with users, workspaces and extensions to be had for a word. */
public final class TestProduct {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final TestBench bench;
    private final Product product;
    private final HttpTester http;
    private final UserId administrator;

    private TestProduct(TestBench bench, Product product) {
        this.bench = bench;
        this.product = product;
        this.http = bench.serve(
                new TestAuthenticator(product.find(Authenticator.class)),
                product.get(Authorizer.class),
                Served.of(product));
        this.administrator = user();
    }

    /** Starts the modules; they are stopped after the class. */
    public static TestProduct start(TestBench bench, Product product) {
        return new TestProduct(bench, bench.start(product));
    }

    public Product product() {
        return product;
    }

    /** A name that nothing else has. */
    public static String name(String prefix) {
        return prefix + "-" + Integer.toString(NAMES.incrementAndGet(), 36);
    }

    /** A user account of its own. */
    public UserId user() {
        var id = Ids.next();
        bench.sql(
                "insert into guildhall.user_account (id, email, email_key, full_name, password_hash, roles, created_at,"
                        + " updated_at) values ($1, $2, $2, $3, 'none', array['USER'], now(), now())",
                id,
                id + "@example.org",
                "User " + NAMES.incrementAndGet());
        return new UserId(id);
    }

    /** The address of a user made here. */
    public static String address(UserId user) {
        return user + "@example.org";
    }

    public HttpTester asNobody() {
        return http;
    }

    public HttpTester as(UserId user) {
        return http.withBearer(TestAuthenticator.user(user));
    }

    public HttpTester asAdministrator() {
        return http.withBearer(TestAuthenticator.admin(administrator));
    }

    /** Puts an extension into the catalogue. */
    public void publish(byte[] artifact) {
        asAdministrator()
                .upload("/api/admin/marketplace/extensions", Part.file("artifact", "extension.jar", artifact))
                .expect(201);
    }

    /** A workspace owned by a user of its own. */
    public Workspace workspace() {
        var owner = user();
        var key = name("ws") + "-" + Long.toString(System.nanoTime(), 36);
        var created = http.withBearer(TestAuthenticator.admin(owner))
                .post("/api/workspaces", new JsonObject().put("key", key).put("name", "Made"))
                .expect(200)
                .data();
        return new Workspace("/api/workspaces/" + created.getString("id"), as(owner));
    }

    /**
     * A workspace and what its owner does in it.
     *
     * @param path of the workspace in the canonical API
     */
    public record Workspace(String path, HttpTester owner) {

        public WorkspaceId id() {
            return new WorkspaceId(UUID.fromString(path.substring(path.lastIndexOf('/') + 1)));
        }

        /** Installs an extension and consents to names that are not its own. */
        public Response install(String extensionKey, String... names) {
            var consented = new JsonArray();
            for (var name : names) {
                consented.add(name);
            }
            return owner.post(
                    path + "/extensions",
                    new JsonObject().put("extensionKey", extensionKey).put("grantedNames", consented));
        }

        public Response invoke(String capability, JsonObject input) {
            return owner.post(path + "/capabilities/" + capability, input);
        }
    }
}
