package dev.guildhall.benchmark;

import dev.guildhall.testkit.passkey.SoftwareAuthenticator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;

/** People who can sign in, by a password, by a passkey and by the OpenID provider of their organization, each at an address of their own. */
final class SignIns {

    static final String PASSWORD = "sign-in-password-1";
    static final String LOGIN = "/api/auth/login";

    private static final int PEOPLE = 16;
    private static final String DOMAIN = "acme.example";

    private final Product product;
    private final ApiClient admin;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    SignIns(Product product, ApiClient admin) {
        this.product = product;
        this.admin = admin;
    }

    /** Signs in once. */
    @FunctionalInterface
    interface Person {
        void signIn() throws IOException, InterruptedException;
    }

    List<Person> byPassword() throws Exception {
        var people = new ArrayList<Person>();
        for (var i = 0; i < PEOPLE; i++) {
            var email = "password" + i + "@signin.example";
            var browser = browser("203.0.113." + i);
            account(email);
            people.add(() -> {
                browser.post(LOGIN, credentials(email));
                browser.forgetSession();
            });
        }
        return people;
    }

    List<Person> byPasskey() throws Exception {
        var people = new ArrayList<Person>();
        for (var i = 0; i < PEOPLE; i++) {
            var email = "passkey" + i + "@signin.example";
            var browser = browser("198.51.100." + i);
            account(email);
            var authenticator = new SoftwareAuthenticator(
                    "http://localhost:" + product.base().getPort());
            browser.post(LOGIN, credentials(email));
            var asked = browser.post("/api/auth/factors/passkeys/options");
            browser.post("/api/auth/factors/passkeys", proof(asked, authenticator.create(options(asked))));
            browser.forgetSession();
            people.add(() -> {
                var begun = browser.post("/api/auth/login/passkey/options");
                browser.post("/api/auth/login/passkey", proof(begun, authenticator.get(options(begun))));
                browser.forgetSession();
            });
        }
        return people;
    }

    private static JsonObject options(JsonObject asked) {
        return asked.getJsonObject("publicKey");
    }

    private static JsonObject proof(JsonObject asked, JsonObject credential) {
        return new JsonObject().put("state", asked.getString("state")).put("credential", credential);
    }

    /** @param database of the product, where the domain is said to be proven: there is nobody to ask about its record */
    List<Person> byProvider(OpenIdProvider provider, String database) throws Exception {
        var app = made("/api/apps", new JsonObject().put("name", "Sign-in"));
        var organization = "/api/organizations/"
                + made(
                        "/api/organizations",
                        new JsonObject()
                                .put("appId", app)
                                .put("name", "Acme")
                                .put("slug", "acme")
                                .put("domain", DOMAIN));
        admin.call("PUT", organization + "/sso", provider.configuration().put("autoProvision", true));
        admin.call("POST", organization + "/sso/domains", new JsonObject().put("domain", DOMAIN));
        Populace.proveDomains(database);
        var people = new ArrayList<Person>();
        for (var i = 0; i < PEOPLE; i++) {
            var email = "provided" + i + "@" + DOMAIN;
            var browser = browser("192.0.2." + i);
            people.add(() -> {
                var sentTo = browser.redirected("/api/auth/sso/start?email=" + email);
                var back = provider.agree(sentTo, email);
                browser.redirected(back.getRawPath() + "?" + back.getRawQuery());
                browser.forgetSession();
            });
        }
        return people;
    }

    private Browser browser(String address) {
        return new Browser(http, product.base(), address);
    }

    /** Somebody with {@link #PASSWORD}; gives their id. */
    String account(String email) throws Exception {
        return made(
                "/api/admin/users",
                new JsonObject()
                        .put("email", email)
                        .put("fullName", "Somebody")
                        .put("password", PASSWORD)
                        .put("roles", JsonArray.of("USER")));
    }

    private String made(String path, JsonObject body) throws Exception {
        return admin.call("POST", path, body).getJsonObject("data").getString("id");
    }

    static JsonObject credentials(String email) {
        return new JsonObject().put("email", email).put("password", PASSWORD);
    }

    /** All at once, each again when they have, for some seconds; a sign-in that is refused ends it. */
    static Load.Outcome run(List<Person> people, int seconds) throws Exception {
        var latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
        var threads = Executors.newFixedThreadPool(people.size());
        try {
            var begin = System.nanoTime();
            var end = begin + TimeUnit.SECONDS.toNanos(seconds);
            var tasks = new ArrayList<Callable<Void>>();
            for (var person : people) {
                tasks.add(() -> {
                    while (System.nanoTime() < end) {
                        var from = System.nanoTime();
                        person.signIn();
                        latencies.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - from));
                    }
                    return null;
                });
            }
            for (var done : threads.invokeAll(tasks)) {
                done.get();
            }
            return Load.Outcome.of(latencies, (System.nanoTime() - begin) / 1e9, 0);
        } finally {
            threads.shutdownNow();
        }
    }
}
