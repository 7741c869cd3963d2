package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every list in every order it is offered in, as PostgreSQL plans it for a large one. */
class ListOrderTest {

    private static final String SUBSCRIPTION = "00000000-0000-7000-8000-000000000001";
    private static final String APP = "00000000-0000-7000-8000-000000000002";
    private static final String ORGANIZATION = "00000000-0000-7000-8000-000000000003";
    private static final String TEAM = "00000000-0000-7000-8000-000000000004";
    private static final String SESSION = "00000000-0000-7000-8000-000000000005";
    private static final Pattern OFFERED = Pattern.compile("the fields are ([A-Za-z, .]*)");
    /** A list that is sorted anew, or read from its first row to its last. */
    private static final Pattern WHOLE = Pattern.compile("(Sort Key|Seq Scan on (member|workspace|user_account"
            + "|invitation|audit_entry|event|event_subscription|webhook_delivery|extension|extension_version|portal|app|app_key|organization|organization_member"
            + "|team|team_member|team_grant|agent_session|agent_message|agent_run|agent_memory)\\b)");

    /** The same for a list that is made of the pages of several tables, which are few rows to sort. */
    private static final Pattern WHOLE_OF_SEVERAL = Pattern.compile(
            WHOLE.pattern().replace("Sort Key", "(?<!Incremental )Sort  \\(cost=[0-9.]+ rows=[0-9]{4,}"));

    private static final Set<String> OF_SEVERAL = Set.of("member", "agent_session", "agent_memory");

    /** The same for an order by two fields, where rows that agree in the first are sorted. */
    private static final Pattern WHOLE_BY_TWO =
            Pattern.compile(WHOLE.pattern().replace("Sort Key", "(?<!Incremental )Sort  \\("));

    private static final Pattern ROWS_READ = Pattern.compile("\\(actual rows=(\\d+) loops=(\\d+)\\)");
    private static final Pattern ROWS_DROPPED = Pattern.compile("Rows Removed by Filter: (\\d+)");

    /** Of a page of fifty, with the rows that are joined with each, where there are 20,000 in all. */
    private static final long MANY_FOR_A_PAGE = 4000;

    /**
     * A list, and the table its rows are of.
     *
     * @param orders whether clients have a say in the order
     */
    private record Listing(String path, String table, boolean orders) {}

    @TempDir
    Path directory;

    @Test
    void everyPageOfEveryOrderIsReadFromAnIndex() throws Exception {
        var options = EmbeddedPostgres.Options.temporary()
                .withSetting("session_preload_libraries", "auto_explain")
                .withSetting("auto_explain.log_min_duration", "0")
                .withSetting("auto_explain.log_analyze", "on")
                .withSetting("auto_explain.log_timing", "off");
        try (var postgres = EmbeddedPostgres.start(options)) {
            var url = postgres.url(EmbeddedPostgres.DATABASE);
            try (var product = RunningProduct.start(directory.resolve("data"), "--database-url=" + url)) {
                var admin = product.signInAsAdmin();
                var workspace = admin.post(
                                "/api/workspaces",
                                new JsonObject().put("key", "acme").put("name", "Acme"))
                        .expect(200)
                        .data()
                        .getString("id");
                fill(url, workspace);
                var plans = new PlanLog(options.dataDirectory().resolve("log"));

                var read = new ArrayList<String>();
                for (var listing : listings("/api/workspaces/" + workspace)) {
                    for (var order : orders(admin, listing)) {
                        read.addAll(readWhole(admin, listing, order, plans, whole(listing)));
                    }
                    for (var order : ordersByTwo(admin, listing)) {
                        read.addAll(readWhole(
                                admin,
                                listing,
                                order,
                                plans,
                                OF_SEVERAL.contains(listing.table()) ? WHOLE_OF_SEVERAL : WHOLE_BY_TWO));
                    }
                }

                assertThat(read).isEmpty();
                // Whose answers, thousands of rows on the way to the last page, are not looked at.
                var walker = HttpTester.of(product.url())
                        .withBearer(product.token(RunningProduct.ADMIN, RunningProduct.PASSWORD));
                readsAsMuchForThePageThatIsLast(walker, "/api/v1/organizations/" + ORGANIZATION + "/workspaces", plans);
                readsAsMuchForThePageThatIsLast(
                        walker, "/api/v1/organizations/" + ORGANIZATION + "/workspaces/" + workspace + "/users", plans);
            }
        }
    }

    private static Pattern whole(Listing listing) {
        return OF_SEVERAL.contains(listing.table()) ? WHOLE_OF_SEVERAL : WHOLE;
    }

    private static List<Listing> listings(String workspace) {
        return List.of(
                new Listing("/api/admin/users", "user_account", true),
                new Listing("/api/workspaces", "workspace", true),
                new Listing(workspace + "/members", "member", true),
                new Listing(workspace + "/invitations", "invitation", true),
                new Listing(workspace + "/audit", "audit_entry", true),
                new Listing(workspace + "/events", "event", true),
                new Listing(workspace + "/subscriptions", "event_subscription", true),
                new Listing(workspace + "/subscriptions/" + SUBSCRIPTION + "/deliveries", "webhook_delivery", true),
                new Listing("/api/marketplace/extensions", "extension", true),
                new Listing("/api/admin/portals", "portal", true),
                new Listing("/api/apps", "app", true),
                new Listing("/api/apps/" + APP + "/keys", "app_key", true),
                new Listing("/api/organizations", "organization", true),
                new Listing("/api/organizations/" + ORGANIZATION + "/members", "organization_member", true),
                new Listing("/api/organizations/" + ORGANIZATION + "/teams", "team", true),
                new Listing("/api/organizations/" + ORGANIZATION + "/teams/" + TEAM + "/members", "team_member", true),
                new Listing(
                        "/api/organizations/" + ORGANIZATION + "/teams/" + TEAM + "/workspaces", "team_grant", true),
                new Listing("/api/organizations/" + ORGANIZATION + "/audit", "audit_entry", true),
                new Listing(workspace + "/sessions", "agent_session", true),
                new Listing(workspace + "/sessions/" + SESSION + "/messages", "agent_message", true),
                new Listing(workspace + "/sessions/" + SESSION + "/runs", "agent_run", true),
                new Listing(workspace + "/memory", "agent_memory", true));
    }

    /** The default and all others. */
    private static List<String> orders(HttpTester admin, Listing listing) {
        var named = fields(admin, listing).stream().flatMap(field -> Stream.of(field, field + " desc"));
        return Stream.concat(Stream.of(""), named).toList();
    }

    /** Each field with the one after it, both ways; but for those that are refused. */
    private static List<String> ordersByTwo(HttpTester admin, Listing listing) {
        var fields = fields(admin, listing);
        return IntStream.range(0, fields.size())
                .mapToObj(i -> fields.get(i) + "," + fields.get((i + 1) % fields.size()) + " desc")
                .filter(order -> fields.size() > 1 && !isRefused(admin, listing, order))
                .toList();
    }

    // With a token that is none, so that the list is not read.
    private static boolean isRefused(HttpTester admin, Listing listing, String order) {
        var query = "?pageToken=none&orderBy=" + URLEncoder.encode(order, StandardCharsets.UTF_8);
        return admin.get(listing.path() + query).expect(400).body().contains("too many rows have the same");
    }

    /** As the refusal of one that is not known tells. */
    private static List<String> fields(HttpTester admin, Listing listing) {
        if (!listing.orders()) {
            return List.of();
        }
        var refusal = OFFERED.matcher(
                admin.get(listing.path() + "?orderBy=nothing").expect(400).body());
        assertThat(refusal.find()).as(listing.path()).isTrue();
        return Arrays.stream(refusal.group(1).split(",")).map(String::strip).toList();
    }

    /** The plans of the first two pages that read more than they give. */
    private static List<String> readWhole(
            HttpTester admin, Listing listing, String order, PlanLog plans, Pattern whole) {
        var query = listing.path() + "?pageSize=37"
                + (order.isEmpty() ? "" : "&orderBy=" + URLEncoder.encode(order, StandardCharsets.UTF_8));
        var first = page(admin, query);
        page(admin, query + "&pageToken=" + first.json().getString("nextPageToken"));
        return plans.next(listing.table(), 2).stream()
                .filter(plan -> whole.matcher(plan).find())
                .map(plan -> listing.path() + " by '" + order + "': " + plan)
                .toList();
    }

    /** Where lists are made of several tables, it is how many rows are read for a page that tells what it costs. */
    private static void readsAsMuchForThePageThatIsLast(HttpTester admin, String list, PlanLog plans) {
        var isOfUsers = list.endsWith("/users");
        var asked = isOfUsers
                ? List.of(
                        new Asked("", ""),
                        new Asked("display_name", "role=member"),
                        new Asked("email desc", "search:\"7\""),
                        new Asked("updated_time desc,email", ""),
                        new Asked("created_time", "role_scope=organization OR NOT role=viewer"))
                : List.of(
                        new Asked("", ""), new Asked("title", "title:\"7\""), new Asked("update_time desc,title", ""));
        for (var one : asked) {
            var query = list + "?filter=" + encoded(one.filter()) + "&order_by=" + encoded(one.order());
            var last = lastToken(admin, query);
            plans.forget();
            for (var token : List.of("", last)) {
                admin.get(query + "&page_size=50&page_token=" + token).expect(200);
            }
            assertThat(plans.next(isOfUsers ? "member" : "workspace", 2))
                    .as(query)
                    .allSatisfy(plan -> assertThat(rowsRead(plan)).as(plan).isLessThan(MANY_FOR_A_PAGE));
        }
    }

    private record Asked(String order, String filter) {}

    /** Where the last page of fifty begins: in long steps first. */
    private static String lastToken(HttpTester admin, String query) {
        return lastTokenAfter(lastTokenAfter("", admin, query + "&page_size=1000"), admin, query + "&page_size=50");
    }

    private static String lastTokenAfter(String begin, HttpTester admin, String query) {
        var token = begin;
        for (String next = begin; next != null; ) {
            token = next;
            next = admin.get(query + "&page_token=" + token).expect(200).json().getString("next_page_token");
        }
        return token;
    }

    private static long rowsRead(String plan) {
        var read = ROWS_READ
                .matcher(plan)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)) * Long.parseLong(found.group(2)));
        var dropped = ROWS_DROPPED.matcher(plan).results().mapToLong(found -> Long.parseLong(found.group(1)));
        return read.sum() + dropped.sum();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Response page(HttpTester admin, String query) {
        var page = admin.get(query).expect(200);
        assertThat(page.list()).as(query).hasSize(37);
        return page;
    }

    private static void fill(String url, String workspace) {
        var vertx = Vertx.vertx();
        try {
            var connection = Await.result(PgConnection.connect(vertx, PgConnectOptions.fromUri(url)));
            // Without checks and triggers, so that each table can be filled by itself.
            for (var sql : ROWS.formatted(workspace, SUBSCRIPTION, UUID.randomUUID(), APP, ORGANIZATION, TEAM, SESSION)
                    .split(";\\s*\n")) {
                Await.result(connection.query(sql).execute());
            }
            Await.result(connection.close());
        } finally {
            Await.result(vertx.close());
        }
    }

    private static final String ROWS = """
            set auto_explain.log_min_duration = -1;
            set session_replication_role = replica;
            insert into guildhall.user_account (id, email, full_name, roles, created_at, updated_at)
            select gen_random_uuid(), 'u' || md5(n::text) || '@acme.example', 'User ' || n %% 5000, '{USER}',
                   now() - n %% 5000 * interval '1 second', now() from generate_series(1, 20000) n;
            insert into guildhall.member (workspace_id, user_id, role, joined_at, updated_at, full_name, email)
            select '%1$s', id, 'MEMBER', created_at, created_at, full_name, email
              from guildhall.user_account where not 'ADMIN' = any (roles);
            insert into guildhall.workspace (id, key, name, plan, owner_id, created_at, updated_at)
            select gen_random_uuid(), 'w' || md5(n::text), 'Workspace ' || n %% 5000,
                   (array['TEAM', 'PERSONAL', 'ENTERPRISE'])[n %% 3 + 1], '%3$s',
                   now() - n %% 5000 * interval '1 second', now() from generate_series(1, 20000) n;
            insert into guildhall.invitation (id, tenant_id, tenant_kind, email, role, role_name, delivery, state, secret_hash,
                   mails, created_at, updated_at, issued_at, expires_at, closed_at)
            select gen_random_uuid(), '%1$s', 'WORKSPACE', 'u' || md5(n::text) || '@acme.example', 'MEMBER', 'Member', 'MAIL', 'REVOKED',
                   sha256(n::text::bytea), 0, now() - n * interval '1 second', now(), now(),
                   now() + n %% 500 * interval '1 second', now() from generate_series(1, 20000) n;
            insert into guildhall.audit_entry (tenant_id, sequence, time, content, hash, actor, action)
            select '%1$s', 1000 + n, now() + n / 10 * interval '1 second', '{}', '', 'system', 'tried'
              from generate_series(1, 20000) n;
            insert into guildhall.event (tenant_id, tenant_kind, sequence, id, type, actor, time)
            select '%1$s', 'WORKSPACE', 1000 + n, gen_random_uuid(), 'order.placed', 'system', now() from generate_series(1, 20000) n;
            insert into guildhall.event_subscription (tenant_id, tenant_kind, id, name, types, sink_kind, sink, ordered, enabled, secret,
                   from_sequence, created_by, created_at, updated_at)
            select '%1$s', 'WORKSPACE', case n when 1 then '%2$s' else gen_random_uuid() end, 'Subscription ' || n %% 5000,
                   '{order.*}', 'WEBHOOK', '{"url": "https://acme.example"}', false, false, '', 0, 'system',
                   now() - n %% 5000 * interval '1 second', now() from generate_series(1, 20000) n;
            insert into guildhall.webhook_delivery (tenant_id, subscription_id, id, sequence, state, created_at, finished_at)
            select '%1$s', '%2$s', gen_random_uuid(), 1000 + n, 'DELIVERED', now(), now() from generate_series(1, 20000) n;
            insert into guildhall.extension (extension_key, version, name, description, publisher, categories, yanked,
                   created_at, updated_at)
            select 'e' || n, '1.0.0', 'Extension ' || n %% 5000, '', 'Publisher ' || n %% 500, '{}', false,
                   now() - n %% 5000 * interval '1 second', now() - n %% 500 * interval '1 second'
              from generate_series(1, 20000) n;
            insert into guildhall.extension_version (extension_key, version, sha256, size, manifest, created_at)
            select 'e' || n, '1.0.0', '', 0,
                   jsonb_build_object('id', 'e' || n, 'version', '1.0.0', 'name', 'E', 'runtime', 'IN_PROCESS'), now()
              from generate_series(1, 20000) n;
            insert into guildhall.portal (id, name, secure_channel, code_hash, created_at, updated_at)
            select gen_random_uuid(), 'Portal ' || n, (array['OPTIONAL', 'REQUIRED'])[n %% 2 + 1], sha256(n::text::bytea),
                   now() - n %% 5000 * interval '1 second', now() from generate_series(1, 20000) n;
            insert into guildhall.app (id, name, created_at, updated_at)
            select case n when 1 then '%4$s' else gen_random_uuid() end, 'App ' || n, now() - n %% 5000 * interval '1 second',
                   now() from generate_series(1, 20000) n;
            insert into guildhall.app_key (id, app_id, name, hint, key_hash, created_at)
            select gen_random_uuid(), '%4$s', 'Key', '', sha256(n::text::bytea), now() - n %% 5000 * interval '1 second'
              from generate_series(1, 20000) n;
            insert into guildhall.organization (id, app_id, name, slug, domain, status, created_at, updated_at)
            select case n when 1 then '%5$s' else gen_random_uuid() end, '%4$s', 'Organization ' || n %% 5000,
                   'o' || md5(n::text), md5(n::text) || '.example', 'ACTIVE', now() - n %% 5000 * interval '1 second', now()
              from generate_series(1, 20000) n;
            insert into guildhall.organization_member (organization_id, user_id, role, joined_at, updated_at, full_name,
                   email)
            select '%5$s', id, case right(id::text, 2) when '00' then 'ADMIN' else 'MEMBER' end, created_at, created_at,
                   full_name, email
              from guildhall.user_account;
            insert into guildhall.team (id, organization_id, name, created_at, updated_at)
            select case n when 1 then '%6$s' else gen_random_uuid() end, '%5$s', 'Team ' || n,
                   now() - n %% 5000 * interval '1 second', now() from generate_series(1, 20000) n;
            insert into guildhall.team_member (organization_id, team_id, user_id, role, joined_at, updated_at, full_name,
                   email)
            select '%5$s', '%6$s', id, 'MEMBER', created_at, now(), full_name, email from guildhall.user_account;
            insert into guildhall.workspace (id, key, name, plan, owner_id, organization_id, created_at, updated_at)
            select gen_random_uuid(), 'o' || md5(n::text), 'Organized ' || n, 'TEAM', '%3$s', '%5$s',
                   now() - n * interval '1 second', now() - n %% 500 * interval '1 second' from generate_series(1, 20000) n;
            insert into guildhall.team_grant (organization_id, team_id, workspace_id, role, granted_at, updated_at)
            select '%5$s', '%6$s', id, 'VIEWER', now() - random() * 5000 * interval '1 second', now()
              from guildhall.workspace where organization_id = '%5$s';
            update guildhall.workspace set organization_id = '%5$s' where id = '%1$s';
            insert into guildhall.member (workspace_id, user_id, role, joined_at, updated_at, full_name, email)
            select id, owner_id, 'OWNER', created_at, created_at, 'Owner', 'owner@acme.example'
              from guildhall.workspace where id <> '%1$s';
            insert into guildhall.audit_entry (tenant_id, sequence, time, content, hash, actor, action)
            select '%5$s', 1000 + n, now() + n / 10 * interval '1 second', '{}', '', 'system', 'tried'
              from generate_series(1, 20000) n;
            insert into guildhall.agent_session (workspace_id, id, surface, surface_id, user_id, agent_key, created_by,
                   created_at, active_at)
            select '%1$s', case n when 1 then '%7$s' else gen_random_uuid() end,
                   case when n %% 100 = 1 then 'GROUP' else 'PRIVATE' end, case when n %% 100 = 1 then 'room ' || n end,
                   case when n %% 100 <> 1 then case n %% 100 when 2 then (select id from guildhall.user_account
                   where 'ADMIN' = any (roles) limit 1) else gen_random_uuid() end end, 'a' || n, gen_random_uuid(),
                   now(), now() - n %% 5000 * interval '1 second' from generate_series(1, 20000) n;
            insert into guildhall.agent_message (workspace_id, session_id, sequence, id, role, agent_key, content,
                   created_at)
            select '%1$s', '%7$s', n, gen_random_uuid(), 'ASSISTANT', 'a1', 'Hello', now() from generate_series(1, 20000) n;
            insert into guildhall.agent_run (workspace_id, id, session_id, message_sequence, agent_key, user_id, readonly,
                   config, request_id, status, created_at)
            select '%1$s', gen_random_uuid(), '%7$s', n, 'a1', gen_random_uuid(), false,
                   '{"provider": "echo", "model": "echo"}', 'r', 'COMPLETED',
                   now() - n %% 5000 * interval '1 second' from generate_series(1, 20000) n;
            insert into guildhall.agent_memory (workspace_id, id, user_id, content, created_by, created_at)
            select '%1$s', gen_random_uuid(), case when n %% 100 <> 1 then gen_random_uuid() end, 'Remember ' || n,
                   gen_random_uuid(), now() - n %% 5000 * interval '1 second' from generate_series(1, 20000) n;
            analyze;
            """;
}
