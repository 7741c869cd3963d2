package dev.guildhall.benchmark;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What a page of fifty costs in the orders that lists offer, filtered and searched: the first, the middle and the last of a
 * list of a hundred thousand, beside the first of the same list with a hundred, read in turns.
 */
final class ListBenchmark {

    private static final List<String> JVM = List.of("-Xmx512m");
    private static final int SHORT = 100;
    private static final int LONG = 100_000;
    private static final int EVENTS_AT_ONCE = 50;
    private static final int COUNTED = 1_000;
    private static final int WARM_UP = 50;

    private final int reads;

    ListBenchmark(int reads) {
        this.reads = reads;
    }

    /** A list in one order, by the fifty: medians in milliseconds. */
    record Cost(String list, double ofShort, double first, double middle, double last) {

        /** How much more the dearest page of the long one costs. */
        double times() {
            return Math.max(first, Math.max(middle, last)) / ofShort;
        }
    }

    /** How an API names what lists take and give. */
    private record Naming(String size, String token, String next, String order) {

        static final Naming OURS = new Naming("pageSize", "pageToken", "nextPageToken", "orderBy");
        static final Naming AIP = new Naming("page_size", "page_token", "next_page_token", "order_by");

        String page(String path, int size, String query, String token) {
            return path + "?" + this.size + "=" + size + query
                    + (token.isEmpty() ? "" : "&" + this.token + "=" + token);
        }

        String ordered(String by) {
            return "&" + order + "=" + encoded(by);
        }
    }

    void run() throws Exception {
        measure();
    }

    List<Cost> measure() throws Exception {
        try (var workplace = Workplace.make();
                var postgres =
                        EmbeddedPostgres.start(Options.in(workplace.directory().resolve("postgres")));
                var product = Product.start(
                        JVM, workplace.data(), "--database-url", postgres.url(EmbeddedPostgres.DATABASE))) {
            var costs = new ArrayList<Cost>();
            var owner = Versus.owner(postgres);
            var admin = product.signIn();
            var app = made(admin, "/api/apps", new JsonObject().put("name", "Benchmark"));
            var crowded = organization(admin, app, "crowded");
            var few = workspace(admin, crowded, SHORT);
            var many = workspace(admin, crowded, LONG);
            Populace.addColleagues(owner, crowded, LONG);
            Populace.addMembers(owner, few, SHORT);
            Populace.addMembers(owner, many, LONG);
            publish(admin, few, SHORT);
            publish(admin, many, LONG);
            var small = organization(admin, app, "small");
            Populace.addWorkspaces(owner, small, SHORT, "few");
            var wide = organization(admin, app, "wide");
            Populace.addWorkspaces(owner, wide, LONG, "wide");

            System.out.printf(
                    Locale.ROOT,
                    "median of %d reads, in ms: %d; the first, the middle and the last page of %,d; how many times%n",
                    reads,
                    SHORT,
                    LONG);
            members(admin, few, many, costs);
            users(admin, at(crowded) + "/" + few + "/users", at(crowded) + "/" + many + "/users", costs);
            events(admin, few, many, costs);
            workspaces(admin, at(small), at(wide), costs);
            count(admin, wide);
            return costs;
        }
    }

    private void members(ApiClient admin, String few, String many, List<Cost> costs) throws Exception {
        var less = "/api/workspaces/" + few + "/members";
        var more = "/api/workspaces/" + many + "/members";
        for (var query : List.of(
                "",
                Naming.OURS.ordered("fullName"),
                Naming.OURS.ordered("email desc"),
                "&filter=" + encoded("role = \"VIEWER\""),
                "&filter=" + encoded("search:\"7\"") + Naming.OURS.ordered("email"))) {
            add(costs, cost(admin, "members", Naming.OURS, less, more, query));
        }
    }

    private void users(ApiClient admin, String few, String many, List<Cost> costs) throws Exception {
        for (var query : List.of(
                "",
                Naming.AIP.ordered("display_name"),
                Naming.AIP.ordered("updated_time desc,email"),
                "&filter=" + encoded("role=viewer"),
                "&filter=" + encoded("search:\"7\"") + Naming.AIP.ordered("email"))) {
            add(costs, cost(admin, "users of a workspace", Naming.AIP, few, many, query));
        }
    }

    private void events(ApiClient admin, String few, String many, List<Cost> costs) throws Exception {
        var less = "/api/workspaces/" + few + "/events";
        var more = "/api/workspaces/" + many + "/events";
        for (var query :
                List.of("", Naming.OURS.ordered("sequence desc"), "&filter=" + encoded("type = \"order.placed\""))) {
            add(costs, cost(admin, "events", Naming.OURS, less, more, query));
        }
    }

    private void workspaces(ApiClient admin, String few, String many, List<Cost> costs) throws Exception {
        for (var query : List.of(
                "",
                Naming.AIP.ordered("title"),
                "&filter=" + encoded("title:\"7\"") + Naming.AIP.ordered("update_time"))) {
            add(costs, cost(admin, "workspaces of an organization", Naming.AIP, few, many, query));
        }
    }

    private static void add(List<Cost> costs, Cost cost) {
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f; %.2f, %.2f, %.2f; %.2f%n",
                cost.list(),
                cost.ofShort(),
                cost.first(),
                cost.middle(),
                cost.last(),
                cost.times());
        costs.add(cost);
    }

    private Cost cost(ApiClient client, String list, Naming naming, String few, String many, String query)
            throws Exception {
        var tokens = tokens(client, naming, many, query);
        var pages = List.of(
                naming.page(few, 50, query, ""),
                naming.page(many, 50, query, ""),
                naming.page(many, 50, query, tokens.get(tokens.size() / 2)),
                naming.page(many, 50, query, lastToken(client, naming, many, query, tokens)));
        var took = pages.stream()
                .map(page -> new Histogram(TimeUnit.MINUTES.toMicros(1), 3))
                .toList();
        for (var i = -WARM_UP; i < reads; i++) {
            for (var page = 0; page < pages.size(); page++) {
                var micros = micros(client, pages.get(page));
                if (i >= 0) {
                    took.get(page).recordValue(micros);
                }
            }
        }
        var medians = took.stream()
                .map(histogram -> histogram.getValueAtPercentile(50) / 1e3)
                .toList();
        return new Cost(
                query.isEmpty() ? list : list + " " + query,
                medians.get(0),
                medians.get(1),
                medians.get(2),
                medians.get(3));
    }

    private static long micros(ApiClient client, String path) throws Exception {
        var begin = System.nanoTime();
        client.get(path);
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin);
    }

    /** Where pages of a thousand begin. */
    private static List<String> tokens(ApiClient client, Naming naming, String list, String query) throws Exception {
        var tokens = new ArrayList<String>();
        for (String next = ""; next != null; ) {
            tokens.add(next);
            next = client.get(naming.page(list, 1000, query, next)).getString(naming.next());
        }
        return tokens;
    }

    /** Where the last page of fifty begins. */
    private static String lastToken(ApiClient client, Naming naming, String list, String query, List<String> tokens)
            throws Exception {
        var token = tokens.get(tokens.size() - 1);
        for (String next = token; next != null; ) {
            token = next;
            next = client.get(naming.page(list, 50, query, next)).getString(naming.next());
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

    private static void publish(ApiClient admin, String workspace, int number) throws Exception {
        var batch = new JsonArray();
        for (var i = 0; i < EVENTS_AT_ONCE; i++) {
            batch.add(new JsonObject()
                    .put("type", i % 2 == 0 ? "order.placed" : "order.paid")
                    .put("data", new JsonObject().put("total", 12.5)));
        }
        var body = batch.encode();
        for (var i = 0; i < number / EVENTS_AT_ONCE; i++) {
            admin.post("/api/workspaces/" + workspace + "/events", body);
        }
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
