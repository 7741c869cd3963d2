package dev.guildhall.benchmark;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Permission;
import dev.guildhall.membership.Permissions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the product's authorizer is asked about the workspaces of organizations, with everything in memory that it has been
 * asked once: 100 organizations with ten workspaces and ten teams each, whose 80 users reach one of the workspaces by a
 * team, by their role in the organization, by both and as a member of two teams and of the workspace, or not at all.
 */
@State(Scope.Benchmark)
public class OrganizationDecisions {

    private static final String ORGANIZATIONS = """
            create temporary table person on commit drop as
            select o, md5('organization ' || o)::uuid as organization, w, md5('workspace ' || o || '.' || w)::uuid as workspace,
                   md5('team ' || o || '.' || w)::uuid as team, md5('team ' || o || '.' || (w + 9) % 10)::uuid as neighbours,
                   way, n, gen_random_uuid() as id
              from generate_series(1, 100) o, generate_series(0, 9) w, generate_series(0, 1) n,
                   unnest(array['TEAM', 'ORGANIZATION', 'SEVERAL', 'NONE']) way;
            insert into guildhall.user_account (id, email, full_name, roles, created_at, updated_at)
            select id, id || '@example.org', 'Somebody', array['USER'], now(), now() from person;
            insert into guildhall.app (id, name, created_at, updated_at) select md5('app')::uuid, 'App', now(), now();
            insert into guildhall.organization (id, app_id, name, slug, domain, status, created_at, updated_at)
            select distinct organization, md5('app')::uuid, 'Organization', 'o' || o, o || '.example', 'ACTIVE', now(), now()
              from person;
            insert into guildhall.organization_member (organization_id, user_id, role, joined_at, updated_at)
            select organization, id, case when way in ('ORGANIZATION', 'SEVERAL') then 'ADMIN' else 'MEMBER' end, now(), now()
              from person;
            insert into guildhall.workspace (id, key, name, plan, owner_id, organization_id, created_at, updated_at)
            select workspace, 'w' || o || '-' || w, 'Workspace', 'TEAM', id, organization, now(), now()
              from person where way = 'SEVERAL' and n = 0;
            insert into guildhall.member (workspace_id, user_id, role, joined_at, updated_at)
            select workspace, id, case n when 0 then 'OWNER' else 'MEMBER' end, now(), now() from person where way = 'SEVERAL';
            insert into guildhall.team (id, organization_id, name, created_at, updated_at)
            select distinct team, organization, 'Team ' || w, now(), now() from person;
            insert into guildhall.team_member (organization_id, team_id, user_id, role, joined_at, updated_at)
            select organization, team, id, 'MEMBER', now(), now() from person where way in ('TEAM', 'SEVERAL')
            union all
            select organization, neighbours, id, 'MEMBER', now(), now() from person where way = 'SEVERAL';
            insert into guildhall.team_grant (organization_id, team_id, workspace_id, role, granted_at, updated_at)
            select distinct organization, team, workspace, 'MEMBER', now(), now() from person
            union all
            select distinct organization, neighbours, workspace, 'VIEWER', now(), now() from person;
            """;

    /** How somebody reaches a workspace. */
    enum Way {
        TEAM,
        ORGANIZATION,
        SEVERAL,
        NONE
    }

    private final Question[][] questions = new Question[Way.values().length][];
    private Hall hall;
    private int next;

    private record Question(Authentication by, WorkspaceId workspace, Permission permission) {}

    @Setup(Level.Trial)
    public void open() throws Exception {
        hall = Hall.open(this::fill);
        for (var way : Way.values()) {
            for (var question : questions[way.ordinal()]) {
                var access = Hall.await(hall.authorizer().access(question.by(), question.workspace()));
                if (access.isPresent() != (way != Way.NONE)) {
                    throw new IllegalStateException("By " + way + " they reach " + access);
                }
            }
        }
    }

    private void fill(PgConnection connection) throws Exception {
        Hall.await(connection.query("begin").execute());
        Hall.await(connection.query(ORGANIZATIONS).execute());
        var permissions = List.copyOf(Permissions.all());
        var random = new Random(1);
        for (var way : Way.values()) {
            var people = Hall.await(connection
                    .preparedQuery("select id, workspace from person where way = $1 order by random()")
                    .execute(Tuple.of(way.name())));
            questions[way.ordinal()] = StreamSupport.stream(people.spliterator(), false)
                    .map(person -> new Question(
                            Hall.actor(new UserId(person.getUUID("id")), null),
                            new WorkspaceId(person.getUUID("workspace")),
                            permissions.get(random.nextInt(permissions.size()))))
                    .toArray(Question[]::new);
        }
        Hall.await(connection.query("commit").execute());
    }

    @TearDown(Level.Trial)
    public void close() throws Exception {
        hall.close();
    }

    @Benchmark
    public boolean byTeam() {
        return isAllowed(Way.TEAM);
    }

    @Benchmark
    public boolean byOrganizationRole() {
        return isAllowed(Way.ORGANIZATION);
    }

    @Benchmark
    public boolean bySeveral() {
        return isAllowed(Way.SEVERAL);
    }

    @Benchmark
    public boolean byNone() {
        return isAllowed(Way.NONE);
    }

    private boolean isAllowed(Way way) {
        var asked = questions[way.ordinal()];
        next = next + 1 < asked.length ? next + 1 : 0;
        var question = asked[next];
        return hall.allows(question.by(), question.workspace(), question.permission());
    }
}
