package dev.guildhall.membership;

import static dev.guildhall.testkit.TestProduct.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.VisibleWorkspaces;
import dev.guildhall.tenancy.Workspaces;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How many users reach workspaces, by themselves, by their organization and by large teams; and how many statements that
 * and a change of a member take.
 */
class UserCountsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;

    @BeforeAll
    static void logStatements() {
        var name = BENCH.sql("select current_database()").iterator().next().getString(0);
        BENCH.sql("alter database " + name + " set log_statement = 'all'");
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
    }

    @Test
    void everybodyIsCountedOnceHoweverManyWaysTheyComeBy() {
        var acme = product.organization();
        acme.member("ADMIN");
        var workspaces = fill(acme.id(), 30, 12, 40, 300);

        assertThat(counts(acme.id(), workspaces)).isEqualTo(oneByOne(workspaces));
    }

    @Test
    void ofAThousandWorkspacesWithThousandsOfTeammatesTheyAreCountedByOneStatementInItsTime() {
        var acme = product.organization();
        var workspaces = fill(acme.id(), 1000, 30, 1000, 20_000);
        BENCH.sql(
                "analyze guildhall.team_member, guildhall.team_grant, guildhall.member, guildhall.organization_member");
        var before = log().length();

        var counted = counts(acme.id(), workspaces);

        assertThat(counted).hasSize(1000);
        assertThat(statements(log().substring(before))).isEqualTo(1);
        var some = workspaces.subList(0, 3);
        assertThat(counted).containsAllEntriesOf(oneByOne(some));
    }

    @Test
    void whatIsNotSeenIsLeftOut() {
        var acme = product.organization();
        var workspace = acme.workspace().id();
        var elsewhere = product.organization().workspace().id();
        var ownWorkspace = product.workspace().id();

        assertThat(counts(acme.id(), List.of(workspace, elsewhere, ownWorkspace)))
                .containsOnlyKeys(workspace);
        assertThat(Await.result(product.product()
                        .get(Workspaces.class)
                        .countUsers(
                                acme.id(), new VisibleWorkspaces.OfUser(product.user(), false), List.of(workspace))))
                .isEmpty();
    }

    @Test
    void aMemberIsGivenAnotherRoleBySixStatementsWithTheEventAndTheAuditEntry() {
        var workspace = product.workspace();
        var user = workspace.member("MEMBER");
        var before = log().length();

        workspace
                .asOwner()
                .post(workspace.path() + "/members", member(user, "VIEWER"))
                .expect(200);

        var sent = transactions(workspace.id(), log().substring(before)).stream()
                .filter(statements -> statements.stream().anyMatch(statement -> statement.contains("append_audit")))
                .toList();
        var begin = 1;
        var locks = 2;
        var change = 1;
        var eventAndAuditEntry = 1;
        var commit = 1;
        assertThat(sent)
                .singleElement()
                .asInstanceOf(LIST)
                .hasSize(begin + locks + change + eventAndAuditEntry + commit);
    }

    private static Map<WorkspaceId, Integer> counts(OrganizationId organization, List<WorkspaceId> workspaces) {
        return Await.result(product.product()
                .get(Workspaces.class)
                .countUsers(organization, new VisibleWorkspaces.Every(), workspaces));
    }

    /** By the view that says who reaches what. */
    private static Map<WorkspaceId, Integer> oneByOne(List<WorkspaceId> workspaces) {
        var counts = new HashMap<WorkspaceId, Integer>();
        for (var workspace : workspaces) {
            var row = BENCH.sql(
                            "select count(distinct user_id)::int from guildhall.membership where workspace_id = $1",
                            workspace.value())
                    .iterator()
                    .next();
            counts.put(workspace, row.getInteger(0));
        }
        return counts;
    }

    /** Workspaces in which people are members, and others of half of the teams, who are as many in each. */
    private static List<WorkspaceId> fill(
            OrganizationId organization, int workspaces, int teams, int teammates, int people) {
        var id = organization.value();
        var mark = id + "-";
        BENCH.sql(
                "insert into guildhall.user_account (id, email, full_name, password_hash, roles, created_at, updated_at)"
                        + " select gen_random_uuid(), $1 || n || '@example.org', 'Person ' || n, 'none', array['USER'],"
                        + " now(), now() from generate_series(1, $2) n",
                mark,
                people);
        BENCH.sql(
                "with made as (insert into guildhall.workspace (id, key, name, plan, owner_id, organization_id, timezone,"
                        + " created_at, updated_at) select gen_random_uuid(), 'w' || substr(md5($1 || n), 1, 20), 'Made', 'TEAM',"
                        + " (select user_id from guildhall.organization_member where organization_id = $2 and role = 'OWNER'),"
                        + " $2, 'UTC', now(), now() from generate_series(1, $3) n returning id, owner_id) insert into"
                        + " guildhall.member (workspace_id, user_id, role, joined_at, updated_at, full_name, email)"
                        + " select id, owner_id, 'OWNER', now(), now(), '', '' from made",
                mark,
                id,
                workspaces);
        BENCH.sql(
                "insert into guildhall.member (workspace_id, user_id, role, joined_at, updated_at, full_name, email)"
                        + " select w.id, u.id, 'VIEWER', now(), now(), '', '' from guildhall.workspace w cross join lateral"
                        + " (select a.id from guildhall.user_account a where a.email like $1 || '%' and"
                        + " hashtext(a.id::text || w.id::text) % 100 = 0 limit 20) u where w.organization_id = $2",
                mark, id);
        BENCH.sql(
                "insert into guildhall.team (organization_id, id, name, created_at, updated_at) select $1,"
                        + " gen_random_uuid(), 'Team ' || n, now(), now() from generate_series(1, $2) n",
                id,
                teams);
        BENCH.sql(
                "insert into guildhall.team_member (organization_id, team_id, user_id, role, joined_at, updated_at,"
                        + " full_name, email) select $2, t.id, u.id, 'MEMBER', now(), now(), '', '' from guildhall.team t cross join"
                        + " lateral (select a.id from guildhall.user_account a where a.email like $1 || '%' order by"
                        + " hashtext(a.id::text || t.id::text) limit $3) u where t.organization_id = $2",
                mark, id, teammates);
        BENCH.sql(
                "insert into guildhall.team_grant (organization_id, team_id, workspace_id, role, granted_at, updated_at)"
                        + " select $1, t.id, w.id, 'VIEWER', now(), now() from guildhall.team t join guildhall.workspace w"
                        + " using (organization_id) where organization_id = $1 and hashtext(t.id::text || w.id::text) % 2 = 0",
                id);
        var ids = new ArrayList<WorkspaceId>();
        BENCH.sql("select id from guildhall.workspace where organization_id = $1", id)
                .forEach(row -> ids.add(new WorkspaceId(row.getUUID(0))));
        return ids;
    }

    private static String log() {
        return BENCH.sql("select pg_read_file(pg_current_logfile())")
                .iterator()
                .next()
                .getString(0);
    }

    private static long statements(String log) {
        return Pattern.compile("count_users\"?\\(").matcher(log).results().count();
    }

    /** What was sent in each transaction of a workspace, from its begin to its commit. */
    private static List<List<String>> transactions(WorkspaceId workspace, String log) {
        var open = new HashMap<String, List<String>>();
        var ended = new ArrayList<List<String>>();
        var line = Pattern.compile("(?m)\\[(\\d+)\\] LOG: +(?:statement|execute [^:]+): (.*)$")
                .matcher(log);
        while (line.find()) {
            var process = line.group(1);
            var statement = line.group(2);
            if (statement.startsWith("BEGIN; SET LOCAL guildhall.scope = '" + workspace + "'")) {
                open.put(process, new ArrayList<>());
            }
            if (open.containsKey(process)) {
                open.get(process).add(statement);
            }
            if (statement.equals("COMMIT") && open.containsKey(process)) {
                ended.add(open.remove(process));
            }
        }
        return ended;
    }
}
