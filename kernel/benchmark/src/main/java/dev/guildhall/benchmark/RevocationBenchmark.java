package dev.guildhall.benchmark;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * From the answer that somebody lost what let them into a workspace to the end of the event stream they had open there,
 * while others listen on: their role in the workspace, in its organization, and in a team. They come and go in turns,
 * each time with a stream anew.
 */
final class RevocationBenchmark {

    private static final int PEOPLE = 10;
    private static final int OTHERS = 20;
    private static final List<String> JVM = List.of("-Xmx512m");
    private static final String PASSWORD = "benchmark-password-2";

    private final int removals;
    private final List<InputStream> streams = new ArrayList<>();

    private record Person(String id, ApiClient client) {}

    /** A list of people, in which a role lets them into the workspace. */
    private record Membership(String what, String list, String role) {

        void add(ApiClient administrator, Person person) throws Exception {
            administrator.call(
                    "POST", list, new JsonObject().put("userId", person.id()).put("role", role));
        }

        void remove(ApiClient administrator, Person person) throws Exception {
            administrator.call("DELETE", list + "/" + person.id(), null);
        }
    }

    RevocationBenchmark(int removals) {
        this.removals = removals;
    }

    void run() throws Exception {
        try (var workplace = Workplace.make();
                var product = Product.start(JVM, workplace.data())) {
            var administrator = product.signIn();
            var organization = organization(administrator);
            var workspace = workspace(administrator, organization);
            var team = team(administrator, organization, workspace);
            var people = people(administrator, product.base());
            for (var i = 0; i < OTHERS; i++) {
                streams.add(stream(administrator, workspace));
            }
            var members = organization + "/members";
            report(administrator, workspace, people, new Membership("of the organization", members, "ADMIN"));
            // Whoever is in a team or a workspace of it is in the organization too, which gives them nothing there.
            var plain = new Membership("of the organization", members, "MEMBER");
            for (var person : people) {
                plain.add(administrator, person);
            }
            report(administrator, workspace, people, new Membership("of a team", team + "/members", "MEMBER"));
            report(
                    administrator,
                    workspace,
                    people,
                    new Membership("of the workspace", workspace + "/members", "MEMBER"));
        }
    }

    private void report(ApiClient administrator, String workspace, List<Person> people, Membership membership)
            throws Exception {
        measure(administrator, workspace, people, membership, PEOPLE);
        var histogram = measure(administrator, workspace, people, membership, removals);
        System.out.printf(
                Locale.ROOT,
                "from the removal of a member %s to the end of their stream, %d times: p50 %.1f ms, p99 %.1f ms,"
                        + " worst %.1f ms%n",
                membership.what(),
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50) / 1000.0,
                histogram.getValueAtPercentile(99) / 1000.0,
                histogram.getMaxValue() / 1000.0);
    }

    private static Histogram measure(
            ApiClient administrator, String workspace, List<Person> people, Membership membership, int times)
            throws Exception {
        var histogram = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
        for (var i = 0; i < times; i++) {
            var person = people.get(i % people.size());
            histogram.recordValue(TimeUnit.NANOSECONDS.toMicros(removal(administrator, workspace, person, membership)));
        }
        return histogram;
    }

    private static long removal(ApiClient administrator, String workspace, Person person, Membership membership)
            throws Exception {
        membership.add(administrator, person);
        var stream = stream(person.client(), workspace);
        var ended = CompletableFuture.supplyAsync(() -> end(stream));
        membership.remove(administrator, person);
        var removed = System.nanoTime();
        return Math.max(0, ended.get(10, TimeUnit.SECONDS) - removed);
    }

    private static long end(InputStream stream) {
        try (stream) {
            stream.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            throw new IllegalStateException("The stream broke off instead of ending", broken);
        }
        return System.nanoTime();
    }

    private static InputStream stream(ApiClient client, String workspace) throws Exception {
        return client.stream(workspace + "/events/stream", 0);
    }

    private static String organization(ApiClient administrator) throws Exception {
        var app = made(administrator, "/api/apps", new JsonObject().put("name", "Revocation"));
        var request = new JsonObject()
                .put("appId", app)
                .put("name", "Revocation")
                .put("slug", "revocation")
                .put("domain", "revocation.example");
        return "/api/organizations/" + made(administrator, "/api/organizations", request);
    }

    private static String workspace(ApiClient administrator, String organization) throws Exception {
        var request = new JsonObject()
                .put("key", "revocation")
                .put("name", "Revocation")
                .put("organizationId", lastOf(organization));
        return "/api/workspaces/" + made(administrator, "/api/workspaces", request);
    }

    /** One that is given a role in the workspace. */
    private static String team(ApiClient administrator, String organization, String workspace) throws Exception {
        var teams = organization + "/teams";
        var team = teams + "/" + made(administrator, teams, new JsonObject().put("name", "Crew"));
        administrator.call("PUT", team + "/workspaces/" + lastOf(workspace), new JsonObject().put("role", "MEMBER"));
        return team;
    }

    private static List<Person> people(ApiClient administrator, URI base) throws Exception {
        var people = new ArrayList<Person>();
        for (var i = 0; i < PEOPLE; i++) {
            var email = "member" + i + "@benchmark.example";
            var account = new JsonObject()
                    .put("email", email)
                    .put("fullName", "Member " + i)
                    .put("password", PASSWORD)
                    .put("roles", new JsonArray().add("USER"));
            var id = made(administrator, "/api/admin/users", account);
            people.add(new Person(id, ApiClient.signIn(base, email, PASSWORD)));
        }
        return people;
    }

    private static String made(ApiClient administrator, String path, JsonObject body) throws Exception {
        return administrator.call("POST", path, body).getJsonObject("data").getString("id");
    }

    private static String lastOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
