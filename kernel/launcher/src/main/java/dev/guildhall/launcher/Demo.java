package dev.guildhall.launcher;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The main job before one's eyes, by the API alone: a workspace, a member, an extension installed into it, its
 * capability invoked, its event received by three subscribers, and a stranger refused. It can be run again on the same
 * data.
 */
final class Demo {

    private static final String CREATE_CONTACT = "directory.contact.create";
    private static final String CONTACT_CREATED = "directory.contact.created";
    private static final String CONTACT_GREETED = "hello.contact.greeted";
    private static final int EVENT_SECONDS = 20;
    private static final String LOG = "demo.log";

    private final URI base;
    private final DemoLogin login;
    private final PrintWriter out;
    private int step;

    private Demo(Server server, DemoLogin login, PrintWriter out) {
        this.base = URI.create("http://localhost:" + server.port());
        this.login = login;
        this.out = out;
    }

    /** Starts a server for this machine alone, shows the main job, and goes on serving; its log is in a file meanwhile. */
    static int serve(Configuration configuration, Serving serving, PrintWriter out) throws Exception {
        FreePorts.require(configuration.http().onLoopback());
        var login = DemoLogin.of(configuration);
        var log = configuration.storage().dataDirectory().resolve(LOG);
        out.printf("Guildhall starts, for this machine alone. Its log is in %s.%n%n", log);
        out.flush();
        LogConfiguration.writeTo(log);
        return serving.serve(login.applyTo(configuration), server -> new Demo(server, login, out).run());
    }

    private void run() throws Exception {
        var admin =
                step("The administrator " + login.email() + " signs in", () -> signIn(login.email(), login.password()));
        var workspace = step("The workspace acme is made", () -> workspace(admin, "acme", "Acme Corp"));
        var path = "/api/workspaces/" + workspace;
        var member = step("Grace joins it as a MEMBER", () -> join(admin, path));
        step("The extensions hello and directory come to the marketplace", () -> upload(admin));
        step("They are installed into acme, with consent to what they ask for", () -> install(admin, path));
        try (var webhook = new DemoReceiver()) {
            var subscription =
                    step("A webhook subscribes to " + CONTACT_CREATED, () -> subscribe(admin, path, webhook));
            var email = "ada." + Long.toString(System.currentTimeMillis(), 36) + "@example.org";
            var stream = member.firstEvent(path + "/events/stream", event -> isA(CONTACT_CREATED, event));
            var greeted = member.firstEvent(path + "/events/stream", event -> isA(CONTACT_GREETED, event));
            step("Grace invokes the capability " + CREATE_CONTACT, () -> createContact(member, path, email));
            var seen = step("The event is received by an SSE client", () -> await(stream));
            step("It is received by the webhook, with a valid signature", () -> same(seen, await(webhook.received())));
            step(
                    "It is received by the handler of the extension hello, which greets the contact",
                    () -> await(greeted));
            admin.delete(path + "/subscriptions/" + subscription).orFail();
        }
        step("A stranger asks for the workspace and learns nothing", () -> stranger(admin, path));
        explain(workspace);
    }

    private <T> T step(String what, Callable<T> work) throws Exception {
        var started = System.nanoTime();
        var result = work.call();
        out.printf("  %2d  %-72s %6d ms%n", ++step, what, (System.nanoTime() - started) / 1_000_000);
        out.flush();
        return result;
    }

    private DemoClient signIn(String email, String password) throws Exception {
        return DemoClient.signIn(base, email, password);
    }

    /** The id of the workspace with this key, which is made if there is none. */
    static String workspace(DemoClient admin, String key, String name) throws Exception {
        var request = new JsonObject().put("key", key).put("name", name);
        var made = admin.post("/api/workspaces", request).orAlready("WORKSPACE.KEY_EXISTS");
        return made.status() < 300
                ? made.data().getString("id")
                : first(admin, "/api/workspaces", "key=\"" + key + "\"");
    }

    private DemoClient join(DemoClient admin, String path) throws Exception {
        var grace = user(admin, "grace@acme.example", "Grace Hopper");
        admin.post(path + "/members", new JsonObject().put("userId", grace).put("role", "MEMBER"))
                .orFail();
        return signIn("grace@acme.example", login.password());
    }

    private String user(DemoClient admin, String email, String name) throws Exception {
        var request = new JsonObject()
                .put("email", email)
                .put("fullName", name)
                .put("password", login.password())
                .put("roles", new JsonArray().add("USER"));
        var made = admin.post("/api/admin/users", request).orAlready("USER.EMAIL_EXISTS");
        return made.status() < 300
                ? made.data().getString("id")
                : first(admin, "/api/admin/users", "email=\"" + email + "\"");
    }

    private static String first(DemoClient client, String list, String filter) throws Exception {
        var found = client.get(list + "?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8))
                .orFail();
        return found.body().getJsonArray("data").getJsonObject(0).getString("id");
    }

    private static Void upload(DemoClient admin) throws Exception {
        for (var extension : BundledExtension.values()) {
            admin.upload("/api/admin/marketplace/extensions", extension.fileName(), extension.bytes())
                    .orAlready("EXTENSION.VERSION_EXISTS");
        }
        return null;
    }

    private static Void install(DemoClient admin, String path) throws Exception {
        for (var extension : BundledExtension.values()) {
            var asked =
                    admin.get("/api/marketplace/extensions/" + extension.key()).orFail();
            var request = new JsonObject()
                    .put("extensionKey", extension.key())
                    .put("grantedPermissions", permissions(asked.data()));
            admin.post(path + "/extensions", request).orAlready("EXTENSION.ALREADY_INSTALLED");
        }
        return null;
    }

    private static JsonArray permissions(JsonObject extension) {
        return extension.getJsonArray("versions").getJsonObject(0).getJsonArray("permissions");
    }

    private static String subscribe(DemoClient admin, String path, DemoReceiver webhook) throws Exception {
        var request = new JsonObject()
                .put("name", "demonstration")
                .put("types", new JsonArray().add(CONTACT_CREATED))
                .put("sink", new JsonObject().put("kind", "WEBHOOK").put("url", webhook.url()));
        var subscription = admin.post(path + "/subscriptions", request).orFail().data();
        webhook.expectSignedWith(subscription.getString("secret"));
        return subscription.getString("id");
    }

    private static Void createContact(DemoClient member, String path, String email) throws Exception {
        var contact = new JsonObject().put("name", "Ada Lovelace").put("email", email);
        member.post(path + "/capabilities/" + CREATE_CONTACT, contact).orFail();
        return null;
    }

    private static boolean isA(String type, JsonObject event) {
        return type.equals(event.getString("type"));
    }

    private static Void same(JsonObject seen, JsonObject received) throws IOException {
        if (!seen.getString("id").equals(received.getString("id"))
                || !seen.getLong("sequence").equals(received.getLong("sequence"))) {
            throw new IOException("The webhook got another event: " + received);
        }
        return null;
    }

    private Void stranger(DemoClient admin, String path) throws Exception {
        user(admin, "mallory@elsewhere.example", "Mallory");
        var answer = signIn("mallory@elsewhere.example", login.password()).get(path);
        if (answer.status() != 404) {
            throw new IOException("A stranger was answered " + answer.status() + " " + answer.body());
        }
        return null;
    }

    private static <T> T await(CompletableFuture<T> event) throws Exception {
        return event.get(EVENT_SECONDS, TimeUnit.SECONDS);
    }

    private void explain(String workspace) {
        var path = base + "/api/workspaces/" + workspace;
        out.printf("""

                  Guildhall goes on serving %1$s (portal at %1$s/portal, docs at %1$s/docs).

                  administrator   %2$s
                  password        %3$s   (the same for grace@acme.example, a member)

                  With the session cookie:

                    curl -c cookies.txt %1$s/api/auth/login \\
                      -H 'Content-Type: application/json' -d '{"email":"%2$s","password":"%3$s"}'
                    curl -b cookies.txt %4$s
                    curl -b cookies.txt %4$s/capabilities/directory.contact.search \\
                      -H 'Content-Type: application/json' -d '{"query":"ada"}'

                  With a bearer token, and the events as they happen:

                    TOKEN=$(curl -s %1$s/api/auth/login -H 'Content-Type: application/json' \\
                      -d '{"email":"%2$s","password":"%3$s"}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')
                    curl -N -H "Authorization: Bearer $TOKEN" %4$s/events/stream

                  The demonstration allows what serve does not: webhooks to this machine, for its own. It does not
                  allow other machines in: it listens on %5$s alone, serve on all addresses. Its data stays, and
                  serve goes on with it by the same login. Stop it with Ctrl-C.

                """, base, login.email(), login.password(), path, Configuration.LOOPBACK);
        out.flush();
    }
}
