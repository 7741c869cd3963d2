package dev.guildhall.benchmark;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Whether a workspace and an organization have exactly one owner, however many transfer it, leave, remove, demote and
 * delete accounts at once. Every round begins with the same people as members, and with the owner of the last one.
 */
final class Races {

    private static final int AT_ONCE = 64;
    private static final int HEIRS = 12;
    /** Accounts of every round that somebody tries to delete. */
    private static final int MORTALS = 4;
    /** So many rounds take less time than an access token is valid for. */
    private static final int ROUNDS_PER_SESSION = 100;

    private static final List<String> JVM = List.of("-Xmx512m");
    private static final String PASSWORD = "benchmark-password-3";

    private final int rounds;
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    private final List<String> faults = new ArrayList<>();

    Races(int rounds) {
        this.rounds = rounds;
    }

    /** What is raced for; its path, and the role of those who are to be no more than members. */
    private record Estate(String path, String lowestRole) {

        String members() {
            return path + "/members";
        }
    }

    /** Whom it can go to, and what they do for themselves. */
    private record Heir(String id, ApiClient client) {}

    /** What was found wrong. */
    List<String> run() throws Exception {
        try (var workplace = Workplace.make();
                var postgres =
                        EmbeddedPostgres.start(Options.in(workplace.directory().resolve("postgres")));
                var product = Product.start(
                        JVM, workplace.data(), "--database-url", postgres.url(EmbeddedPostgres.DATABASE))) {
            var admin = product.signIn();
            for (var i = 0; i < HEIRS; i++) {
                admin.call("POST", "/api/admin/users", account(i));
            }
            var database = Versus.owner(postgres);
            race(product, database, workspace(admin));
            race(product, database, organization(admin, heirs(product).get(0)));
        } finally {
            threads.shutdown();
        }
        return faults;
    }

    private void race(Product product, String database, Estate estate) throws Exception {
        var outcomes = new TreeMap<String, Integer>();
        var begin = System.nanoTime();
        var handedOver = 0;
        for (var done = 0; done < rounds; done += ROUNDS_PER_SESSION) {
            var admin = product.signIn();
            var lasting = heirs(product);
            for (var round = done; round < Math.min(rounds, done + ROUNDS_PER_SESSION); round++) {
                var heirs = new ArrayList<>(lasting);
                Populace.addUsers(database, MORTALS).forEach(id -> heirs.add(new Heir(id, admin)));
                var before = seated(admin, estate, heirs);
                var answers = raced(admin, estate, heirs, round);
                answers.forEach(answer -> outcomes.merge(answer, 1, Integer::sum));
                handedOver += check(admin, estate, round).equals(before) ? 0 : 1;
            }
        }
        outcomes.keySet().stream()
                .filter(outcome -> outcome.matches(".* 5\\d\\d"))
                .forEach(outcome -> faults.add(estate.path() + " answered " + outcome));
        if (handedOver == 0) {
            faults.add(estate.path() + " was never handed over");
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %,d rounds of %d at once in %,d s, %,d with another owner; %s%n",
                estate.path().replaceAll("/[^/]*$", ""),
                rounds,
                AT_ONCE,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
                handedOver,
                outcomes);
    }

    /** Makes everybody but the owner an administrator; gives the owner. */
    private String seated(ApiClient admin, Estate estate, List<Heir> heirs) throws Exception {
        var owner = owners(admin, estate).get(0);
        var others = heirs.stream().filter(heir -> !heir.id().equals(owner));
        allAtOnce(others.<Callable<JsonObject>>map(
                        heir -> () -> admin.call("POST", estate.members(), seat(heir, "ADMIN")))
                .toList());
        return owner;
    }

    private <T> List<T> allAtOnce(List<Callable<T>> calls) throws Exception {
        var results = new ArrayList<T>();
        for (var call : threads.invokeAll(calls)) {
            results.add(call.get());
        }
        return results;
    }

    /** What became of each of those that are made at once. */
    private List<String> raced(ApiClient admin, Estate estate, List<Heir> heirs, int round) throws Exception {
        var lasting = heirs.subList(0, HEIRS);
        var mortals = heirs.subList(HEIRS, heirs.size());
        var moves = new ArrayList<Callable<String>>();
        for (var i = 0; i < AT_ONCE; i++) {
            var n = i + round;
            moves.add(
                    switch (i % 5) {
                        case 0 -> () -> "transfer " + transfer(admin, estate, any(heirs, n));
                        case 1 -> () -> "leave " + leave(estate, any(lasting, n));
                        case 2 -> () -> "remove " + remove(admin, estate, any(heirs, n));
                        case 3 -> () -> "demote " + demote(admin, estate, any(heirs, n));
                        default -> () -> "delete " + delete(admin, any(mortals, n));
                    });
        }
        return allAtOnce(moves);
    }

    private static Heir any(List<Heir> heirs, int n) {
        return heirs.get(n * 7 % heirs.size());
    }

    private static int transfer(ApiClient admin, Estate estate, Heir heir) throws Exception {
        return status(admin, "POST", estate.path() + "/transfer", new JsonObject().put("userId", heir.id()));
    }

    private static int leave(Estate estate, Heir heir) throws Exception {
        return status(heir.client(), "POST", estate.path() + "/leave", null);
    }

    private static int remove(ApiClient admin, Estate estate, Heir heir) throws Exception {
        return status(admin, "DELETE", estate.members() + "/" + heir.id(), null);
    }

    private static int demote(ApiClient admin, Estate estate, Heir heir) throws Exception {
        return status(admin, "POST", estate.members(), seat(heir, estate.lowestRole()));
    }

    private static int delete(ApiClient admin, Heir heir) throws Exception {
        return status(admin, "DELETE", "/api/admin/users/" + heir.id(), null);
    }

    private static int status(ApiClient client, String method, String path, JsonObject body) throws Exception {
        try {
            client.call(method, path, body);
            return 200;
        } catch (ApiClient.Refused refused) {
            return refused.status();
        }
    }

    /** There is one owner, whom the estate itself names too; gives them. */
    private String check(ApiClient admin, Estate estate, int round) throws Exception {
        var owners = owners(admin, estate);
        var named = admin.get(estate.path()).getJsonObject("data").getString("ownerId");
        if (!owners.equals(List.of(named))) {
            faults.add(estate.path() + " has after round " + round + " the owners " + owners + " and names " + named);
        }
        return named;
    }

    private static List<String> owners(ApiClient admin, Estate estate) throws Exception {
        return ids(admin.get(estate.members() + "?filter=role%3DOWNER"), "userId");
    }

    private static List<String> ids(JsonObject list, String field) {
        return list.getJsonArray("data").stream()
                .map(item -> ((JsonObject) item).getString(field))
                .toList();
    }

    private static JsonObject seat(Heir heir, String role) {
        return new JsonObject().put("userId", heir.id()).put("role", role);
    }

    /** Those who are in every round, signed in. */
    private static List<Heir> heirs(Product product) throws Exception {
        var heirs = new ArrayList<Heir>();
        for (var i = 0; i < HEIRS; i++) {
            var client = ApiClient.signIn(product.base(), email(i), PASSWORD).outsideOrganizations();
            heirs.add(new Heir(client.get("/api/auth/me").getJsonObject("data").getString("id"), client));
        }
        return heirs;
    }

    private static JsonObject account(int number) {
        return new JsonObject()
                .put("email", email(number))
                .put("fullName", "Heir " + number)
                .put("password", PASSWORD)
                .put("roles", new JsonArray().add("USER"));
    }

    private static String email(int number) {
        return "heir" + number + "@benchmark.example";
    }

    private static Estate workspace(ApiClient admin) throws Exception {
        var id = made(
                admin, "/api/workspaces", new JsonObject().put("key", "raced").put("name", "Raced"));
        return new Estate("/api/workspaces/" + id, "VIEWER");
    }

    private static Estate organization(ApiClient admin, Heir first) throws Exception {
        var app = made(admin, "/api/apps", new JsonObject().put("name", "Races"));
        var id = made(
                admin,
                "/api/organizations",
                new JsonObject()
                        .put("appId", app)
                        .put("name", "Raced")
                        .put("slug", "raced")
                        .put("domain", "raced.example")
                        .put("ownerId", first.id()));
        return new Estate("/api/organizations/" + id, "BILLING");
    }

    private static String made(ApiClient admin, String path, JsonObject body) throws Exception {
        return admin.call("POST", path, body).getJsonObject("data").getString("id");
    }
}
