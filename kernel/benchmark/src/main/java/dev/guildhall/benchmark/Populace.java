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
              granted_permissions, granted_egress, created_at, updated_at)
            select w.id, v.extension_key, gen_random_uuid(), v.version, 'ACTIVE', '[]', '{}',
              array['members.read', 'events.publish'], '{}', now(), now()
            from guildhall.workspace w, guildhall.extension_version v
            where w.key like 'bulk-%' and v.extension_key = 'hello'
            """;

    private Populace() {}

    static void addWorkspaces(String jdbcUrl, int count) throws SQLException {
        change(jdbcUrl, WORKSPACES.formatted(count));
        change(jdbcUrl, "analyze");
    }

    static void installHelloInThem(String jdbcUrl) throws SQLException {
        change(jdbcUrl, INSTALLATIONS);
        change(jdbcUrl, "analyze");
    }

    /** The ids of some workspaces, chosen at random. */
    static List<String> workspaces(String jdbcUrl, int count) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select id::text from guildhall.workspace order by random() limit " + count)) {
            var ids = new ArrayList<String>();
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
            return ids;
        }
    }

    private static void change(String jdbcUrl, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
