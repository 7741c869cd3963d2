package dev.guildhall.benchmark;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What a page of fifty costs, the first and the last, of lists that are short and long: the users of a workspace, and the
 * workspaces of an organization.
 */
final class ListBenchmark {

    private static final List<String> JVM = List.of("-Xmx512m");
    private static final List<Integer> MEMBERS = List.of(100, 10_000, 100_000);
    private static final int WORKSPACES = 2_500;
    private static final int COUNTED = 1_000;

    private final int reads;

    ListBenchmark(int reads) {
        this.reads = reads;
    }

    void run() throws Exception {
        try (var workplace = Workplace.make();
                var postgres =
                        EmbeddedPostgres.start(Options.in(workplace.directory().resolve("postgres")));
                var product = Product.start(
                        JVM, workplace.data(), "--database-url", postgres.url(EmbeddedPostgres.DATABASE))) {
            var admin = product.signIn();
            var app = made(admin, "/api/apps", new JsonObject().put("name", "Benchmark"));
            var crowded = organization(admin, app, "crowded");
            var owner = Versus.owner(postgres);
            var workspaces = new JsonArray();
            for (var members : MEMBERS) {
                workspaces.add(workspace(admin, crowded, members));
            }
            Populace.addColleagues(owner, crowded, MEMBERS.get(MEMBERS.size() - 1));
            for (var i = 0; i < MEMBERS.size(); i++) {
                Populace.addMembers(owner, workspaces.getString(i), MEMBERS.get(i));
            }
            var wide = organization(admin, app, "wide");
            Populace.addWorkspaces(owner, wide, WORKSPACES);

            System.out.println("median of " + reads + " reads, in ms: the first page, the last page");
            for (var i = 0; i < MEMBERS.size(); i++) {
                var path = at(crowded) + "/" + workspaces.getString(i) + "/users";
                var what = String.format(Locale.ROOT, "%,7d users", MEMBERS.get(i));
                report(admin, what, path, "");
                report(admin, what, path, "&order_by=display_name");
                report(admin, what, path, "&order_by=" + encoded("updated_time desc,email"));
                report(admin, what, path, "&filter=" + encoded("role=viewer"));
                report(admin, what, path, "&filter=" + encoded("search:\"7\"") + "&order_by=email");
            }
            var what = String.format(Locale.ROOT, "%,7d workspaces", WORKSPACES);
            report(admin, what, at(wide), "");
            report(admin, what, at(wide), "&order_by=title");
            report(admin, what, at(wide), "&filter=" + encoded("title:\"7\"") + "&order_by=update_time");
            count(admin, wide);
        }
    }

    private void report(ApiClient client, String what, String path, String query) throws Exception {
        var first = path + "?page_size=50" + query;
        var last = first + "&page_token=" + lastToken(client, path, query);
        var ofFirst = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
        var ofLast = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
        for (var i = 0; i < reads; i++) {
            ofFirst.recordValue(micros(client, first));
            ofLast.recordValue(micros(client, last));
        }
        System.out.printf(
                Locale.ROOT,
                "%s%s: %.2f, %.2f%n",
                what,
                query.isEmpty() ? "" : " " + query,
                ofFirst.getValueAtPercentile(50) / 1e3,
                ofLast.getValueAtPercentile(50) / 1e3);
    }

    private static long micros(ApiClient client, String path) throws Exception {
        var begin = System.nanoTime();
        client.get(path);
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin);
    }

    /** Where the last page begins: in long steps first, and in pages at the end. Empty when the first page is the last. */
    private static String lastToken(ApiClient client, String path, String query) throws Exception {
        var nearTheEnd = lastTokenAfter("", client, path + "?page_size=1000" + query);
        return lastTokenAfter(nearTheEnd, client, path + "?page_size=50" + query);
    }

    private static String lastTokenAfter(String begin, ApiClient client, String list) throws Exception {
        var token = begin;
        for (String next = begin; next != null; ) {
            token = next;
            next = client.get(list + "&page_token=" + token).getString("next_page_token");
        }
        return token;
    }

    /** Of the users of a thousand workspaces, by one call. */
    private void count(ApiClient client, String organization) throws Exception {
        var ids = new JsonArray();
        client.get(at(organization) + "?page_size=" + COUNTED)
                .getJsonArray("workspaces")
                .forEach(found -> ids.add(idOf((JsonObject) found)));
        var body = new JsonObject().put("workspace_ids", ids);
        var histogram = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
        for (var i = 0; i < reads; i++) {
            var begin = System.nanoTime();
            client.call("POST", at(organization) + ":countUsers", body);
            histogram.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin));
        }
        System.out.printf(
                Locale.ROOT,
                "the users of %d workspaces counted: %.2f%n",
                ids.size(),
                histogram.getValueAtPercentile(50) / 1e3);
    }

    private static String organization(ApiClient admin, String app, String slug) throws Exception {
        return made(
                admin,
                "/api/organizations",
                new JsonObject()
                        .put("appId", app)
                        .put("name", slug)
                        .put("slug", slug)
                        .put("domain", slug + ".example"));
    }

    private static String workspace(ApiClient admin, String organization, int members) throws Exception {
        return idOf(admin.call("POST", at(organization), new JsonObject().put("title", "Of " + members)));
    }

    private static String made(ApiClient admin, String path, JsonObject body) throws Exception {
        return admin.call("POST", path, body).getJsonObject("data").getString("id");
    }

    private static String at(String organization) {
        return "/api/v1/organizations/" + organization + "/workspaces";
    }

    private static String idOf(JsonObject workspace) {
        var name = workspace.getString("name");
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
