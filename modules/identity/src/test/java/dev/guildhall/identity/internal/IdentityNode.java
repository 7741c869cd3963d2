package dev.guildhall.identity.internal;

import dev.guildhall.core.config.Secret;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.AccountLifecycle;
import dev.guildhall.identity.IdentityOptions;
import dev.guildhall.identity.OrganizationJoining;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestAuthorizer;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;

/** A test product of everything up to the identity module, at a time of its own. Several can share a database. */
final class IdentityNode {

    static final String PASSWORD = TestProduct.PASSWORD;

    static final URI PUBLIC_URL = URI.create("http://guildhall.test");

    static final SecretBox SECRETS =
            new SecretBox(MasterKey.of(new Secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")));

    private static final AtomicInteger NODES = new AtomicInteger();

    final TestBench bench;
    final TestClock clock = new TestClock();
    final FakeWorkspaces workspaces = new FakeWorkspaces();
    final Identity identity;
    final HttpTester http;
    final Mailbox mails;
    private final TestProduct product;

    IdentityNode(TestBench bench) {
        this(bench, new IdentityOptions(PUBLIC_URL, true));
    }

    IdentityNode(TestBench bench, IdentityOptions options) {
        this.bench = bench;
        var files = bench.newDirectory();
        this.mails = new Mailbox(files.resolve("mail"));
        var environment = bench.node("node-" + NODES.incrementAndGet())
                .in(files)
                .with(SECRETS)
                .at(clock)
                .at(options.publicUrl())
                .environment();
        var assembled = Product.of(environment)
                .offering(Authorizer.class, new TestAuthorizer())
                .offering(IdentityOptions.class, options)
                .offering(UserWorkspaces.class, workspaces)
                .contributing(AccountLifecycle.class, workspaces)
                .offering(OrganizationJoining.class, (tx, by, locked, user) -> Future.succeededFuture())
                .offering(AccessChanges.class, (user, workspace, changed) -> () -> {})
                .assemble();
        this.identity = assembled.get(Identity.class);
        this.product = TestProduct.start(bench, assembled);
        this.http = product.asNobody();
    }

    /** A new user who has {@link #PASSWORD}. */
    UserProfile user(PlatformRole... roles) {
        var all = EnumSet.of(PlatformRole.USER, roles).toArray(PlatformRole[]::new);
        return Await.result(identity.users().find(product.userWith(all))).orElseThrow();
    }

    /** A client that is signed in as a new platform administrator. */
    HttpTester admin() {
        return signedIn(user(PlatformRole.ADMIN));
    }

    HttpTester signedIn(UserProfile user) {
        return http.withBearer(login(user).getString("accessToken"));
    }

    /** What a successful sign-in answers. */
    JsonObject login(UserProfile user) {
        return login(user.email(), PASSWORD).expect(200).data();
    }

    HttpTester.Response login(String email, String password) {
        return http.post("/api/auth/login", credentials(email, password));
    }

    static JsonObject credentials(String email, String password) {
        return new JsonObject().put("email", email).put("password", password);
    }

    static JsonObject json(Object... namesAndValues) {
        var json = new JsonObject();
        for (var i = 0; i < namesAndValues.length; i += 2) {
            json.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return json;
    }

    static UserId id(JsonObject user) {
        return UserId.parse("id", user.getString("id"));
    }
}
