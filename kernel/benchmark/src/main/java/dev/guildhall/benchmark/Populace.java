package dev.guildhall.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows in bulk, written past the API as the owner of the database. */
final class Populace {

    private static final String WORKSPACES = """
            with fresh as (
              insert into guildhall.workspace (id, key, name, plan, owner_id, created_at, updated_at)
              select gen_random_uuid(), 'bulk-' || n, 'Bulk ' || n, 'TEAM', u.id, now(), now()
              from generate_series(1, %d) n, guildhall.user_account u
              where 'ADMIN' = any (u.roles) returning id, owner_id)
            insert into guildhall.member (workspace_id, user_id, role, joined_at, updated_at)
            select id, owner_id, 'OWNER', now(), now() from fresh
            """;

    private static final String INSTALLATIONS = """
            insert into guildhall.installation (workspace_id, extension_key, id, version, state, conditions, config,
              granted_permissions, granted_egress, prepared, created_at, updated_at)
            select w.id, v.extension_key, gen_random_uuid(), v.version, 'ACTIVE', '[]', '{}',
              array['members.read', 'events.publish'], '{}', true, now(), now()
            from guildhall.workspace w, guildhall.extension_version v
            where w.key like 'bulk-%' and v.extension_key = 'hello'
            """;

    private static final String ALL_INSTALLATIONS = """
            insert into guildhall.installation (workspace_id, extension_key, id, version, state, conditions, config,
              granted_permissions, granted_egress, prepared, created_at, updated_at)
            select w.id, v.extension_key, gen_random_uuid(), v.version, 'ACTIVE',
              '[{"type":"Ready","status":"TRUE","reason":"Started","message":"","since":"2026-01-01T00:00:00Z"}]', '{}',
              '{}', '{}', true, now(), now()
            from guildhall.workspace w, guildhall.extension_version v
            where w.key like 'bulk-%'
            """;

    private static final String COLLEAGUES = """
            with fresh as (
              insert into guildhall.user_account (id, email, email_key, full_name, password_hash, roles, created_at,
                updated_at)
              select gen_random_uuid(), 'c' || n || '@benchmark.example', 'c' || n || '@benchmark.example',
                'Colleague ' || n %% 5000, 'none', array['USER'], now(), now()
              from generate_series(1, %2$d) n returning id)
            insert into guildhall.organization_member (organization_id, user_id, role, joined_at, updated_at)
            select '%1$s', id, case row_number() over () %% 5000 when 0 then 'ADMIN' else 'MEMBER' end, now(), now()
            from fresh
            """;

    private static final String MEMBERS = """
            insert into guildhall.member (workspace_id, user_id, role, joined_at, updated_at)
            select '%1$s', user_id, (array['MEMBER', 'VIEWER'])[n %% 2 + 1], now() - n * interval '1 second',
              now() - n %% 500 * interval '1 second'
            from (select user_id, row_number() over (order by user_id) as n from guildhall.organization_member
              where email like 'c%%@benchmark.example' limit %2$d) colleague
            """;

    private static final String OF_ORGANIZATION = """
            with fresh as (
              insert into guildhall.workspace (id, key, name, plan, owner_id, organization_id, created_at, updated_at)
              select gen_random_uuid(), '%3$s-' || n, 'Workspace ' || n %% 500, 'TEAM', u.id, '%1$s',
                now() - n * interval '1 second', now() - n %% 500 * interval '1 second'
              from generate_series(1, %2$d) n, guildhall.user_account u
              where 'ADMIN' = any (u.roles) returning id, owner_id)
            insert into guildhall.member (workspace_id, user_id, role, joined_at, updated_at)
            select id, owner_id, 'OWNER', now(), now() from fresh
            """;

    private static final String USERS = """
            insert into guildhall.user_account (id, email, email_key, full_name, password_hash, roles, created_at,
              updated_at)
            select id, id || '@benchmark.example', id || '@benchmark.example', 'Somebody', 'none', array['USER'],
              now(), now()
            from (select gen_random_uuid() as id from generate_series(1, %d)) made returning id::text
            """;

    private Populace() {}

    /** New accounts that nobody signs in to; gives their ids. */
    static List<String> addUsers(String jdbcUrl, int count) throws SQLException {
        return texts(jdbcUrl, USERS.formatted(count));
    }

    /** New members of an organization, one in 5,000 an administrator of it. */
    static void addColleagues(String jdbcUrl, String organization, int count) throws SQLException {
        change(jdbcUrl, COLLEAGUES.formatted(organization, count));
        change(jdbcUrl, "analyze");
    }

    /** Some of these as members of one of its workspaces. */
    static void addMembers(String jdbcUrl, String workspace, int count) throws SQLException {
        change(jdbcUrl, MEMBERS.formatted(workspace, count));
        change(jdbcUrl, "analyze");
    }

    /** @param key what their keys begin with */
    static void addWorkspaces(String jdbcUrl, String organization, int count, String key) throws SQLException {
        change(jdbcUrl, OF_ORGANIZATION.formatted(organization, count, key));
        change(jdbcUrl, "analyze");
    }

    static void addWorkspaces(String jdbcUrl, int count) throws SQLException {
        change(jdbcUrl, WORKSPACES.formatted(count));
        change(jdbcUrl, "analyze");
    }

    static void installHelloInThem(String jdbcUrl) throws SQLException {
        change(jdbcUrl, INSTALLATIONS);
        change(jdbcUrl, "analyze");
    }

    /** As checks that find their records do. */
    static void proveDomains(String jdbcUrl) throws SQLException {
        change(jdbcUrl, "update guildhall.sso_domain set verified_at = now()");
    }

    /** Every extension there is in every one of them, started once before. */
    static void installAllInThem(String jdbcUrl) throws SQLException {
        change(jdbcUrl, ALL_INSTALLATIONS);
        change(jdbcUrl, "analyze");
    }

    /** How many connections the product has. */
    static String connections(String jdbcUrl) throws SQLException {
        return texts(
                        jdbcUrl,
                        "select count(*)::text from pg_stat_activity where backend_type = 'client backend'"
                                + " and datname = current_database() and pid <> pg_backend_pid()")
                .get(0);
    }

    /** The ids of some of those that {@link #addWorkspaces} made, chosen at random. */
    static List<String> bulkWorkspaces(String jdbcUrl, int count) throws SQLException {
        return texts(
                jdbcUrl,
                "select id::text from guildhall.workspace where key like 'bulk-%' order by random() limit " + count);
    }

    /** The ids of some workspaces, chosen at random. */
    static List<String> workspaces(String jdbcUrl, int count) throws SQLException {
        return texts(jdbcUrl, "select id::text from guildhall.workspace order by random() limit " + count);
    }

    private static List<String> texts(String jdbcUrl, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    private static void change(String jdbcUrl, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
