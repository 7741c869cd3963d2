package dev.guildhall.db.migration;

import static dev.guildhall.db.migration.SqlAssertions.NOT_ALLOWED;
import static dev.guildhall.db.migration.SqlAssertions.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the application's role can and cannot do, whatever the text of its SQL. */
class IsolationTest {

    private static final UUID ACME = UUID.randomUUID();
    private static final UUID GLOBEX = UUID.randomUUID();
    private static final UUID HOLDING = UUID.randomUUID();

    private static Roles roles;
    private static DatabaseUrl app;

    @BeforeAll
    static void aTableWithOneRowOfEachWorkspace() throws SQLException {
        DatabaseUrl owner = TestServer.newDatabase();
        roles = TestServer.migrate(owner).roles();
        app = owner.as(roles.app(), TestServer.APP_PASSWORD);
        try (Session session = Session.as(owner)) {
            session.run("create table guildhall.probe (workspace_id uuid not null, word text not null)");
            session.run("select guildhall.isolate('guildhall.probe')");
            session.run("create table guildhall.any_probe (tenant_id uuid not null, word text not null)");
            session.run("select guildhall.isolate('guildhall.any_probe', 'tenant_id', 'tenant')");
        }
        insert(ACME, "acme");
        insert(GLOBEX, "globex");
        for (UUID tenant : List.of(ACME, HOLDING)) {
            try (Session session = Session.in("platform", app)) {
                session.run("insert into guildhall.any_probe values (?, ?)", tenant, tenant.toString());
                session.commit();
            }
        }
    }

    private static void insert(UUID workspace, String word) throws SQLException {
        try (Session session = Session.in(workspace, app)) {
            session.run("insert into guildhall.probe values (?, ?)", workspace, word);
            session.commit();
        }
    }

    @Test
    void withoutAScopeThereIsNothing() throws Exception {
        try (Session session = Session.as(app)) {
            assertThat(session.list("select word from guildhall.probe")).isEmpty();
            assertThat(session.run("delete from guildhall.probe")).isZero();
            assertRefused(NOT_ALLOWED, () -> session.run("insert into guildhall.probe values (?, 'x')", ACME));
        }
    }

    @Test
    void aScopeShowsItsOwnWorkspaceOnly() throws Exception {
        try (Session session = Session.in(ACME, app)) {
            assertThat(session.list("select word from guildhall.probe")).containsExactly("acme");
            assertThat(session.list("select word from guildhall.probe where workspace_id = ?", GLOBEX))
                    .isEmpty();
            assertThat(session.run("update guildhall.probe set word = 'mine' where workspace_id = ?", GLOBEX))
                    .isZero();
            assertThat(session.run("delete from guildhall.probe where word = 'globex'"))
                    .isZero();
        }
    }

    @Test
    void aScopeWritesIntoItsOwnWorkspaceOnly() throws Exception {
        try (Session session = Session.in(ACME, app)) {
            assertRefused(NOT_ALLOWED, () -> session.run("insert into guildhall.probe values (?, 'x')", GLOBEX));
        }
        try (Session session = Session.in(ACME, app)) {
            assertRefused(NOT_ALLOWED, () -> session.run("update guildhall.probe set workspace_id = ?", GLOBEX));
        }
    }

    @Test
    void thePlatformScopeShowsAll() throws Exception {
        try (Session session = Session.in("platform", app)) {
            assertThat(session.list("select word from guildhall.probe order by word"))
                    .containsExactly("acme", "globex");
        }
    }

    @Test
    void anOrganizationSeesItsOwnRowsAndNoWorkspaces() throws Exception {
        try (Session session = Session.in("organization:" + HOLDING, app)) {
            assertThat(session.list("select word from guildhall.any_probe")).containsExactly(HOLDING.toString());
            assertThat(session.list("select word from guildhall.probe")).isEmpty();
            assertRefused(NOT_ALLOWED, () -> session.run("insert into guildhall.any_probe values (?, 'x')", ACME));
        }
        try (Session session = Session.in("organization:" + ACME, app)) {
            assertThat(session.list("select word from guildhall.probe")).isEmpty();
        }
    }

    @Test
    void aWorkspaceSeesItsOwnRowsAmongThoseOfAllTenants() throws Exception {
        try (Session session = Session.in(ACME, app)) {
            assertThat(session.list("select word from guildhall.any_probe")).containsExactly(ACME.toString());
            assertRefused(NOT_ALLOWED, () -> session.run("insert into guildhall.any_probe values (?, 'x')", HOLDING));
        }
    }

    @Test
    void theScopeEndsWithItsTransaction() throws Exception {
        try (Session session = Session.in(ACME, app)) {
            session.commit();
            assertThat(session.list("select word from guildhall.probe")).isEmpty();
        }
    }

    @Test
    void theApplicationCannotLoosenTheRules() throws Exception {
        for (String statement : List.of(
                "truncate guildhall.probe",
                "alter table guildhall.probe disable row level security",
                "alter table guildhall.probe no force row level security",
                "drop policy workspace_scope on guildhall.probe",
                "create policy open on guildhall.probe using (true)",
                "create table guildhall.mine (word text)",
                "create schema mine",
                "select guildhall.isolate('guildhall.probe')",
                "set role " + roles.storage(),
                "set role " + roles.roles(),
                "set role " + roles.audit(),
                "set role " + roles.extension(),
                "set role " + roles.ddl())) {
            try (Session session = Session.in(ACME, app)) {
                assertRefused(NOT_ALLOWED, () -> session.run(statement));
            }
        }
    }

    @Test
    void switchingRowSecurityOffMakesQueriesFail() throws Exception {
        try (Session session = Session.in(ACME, app)) {
            session.run("set local row_security = off");
            assertRefused(NOT_ALLOWED, () -> session.list("select word from guildhall.probe"));
        }
    }

    @Test
    void noRoleHasMoreThanItNeeds() throws Exception {
        try (Session session = Session.as(app)) {
            assertThat(session.list(
                            """
                            select rolname from pg_roles
                             where rolname in (?, ?, ?, ?, ?, ?)
                               and (rolsuper or rolbypassrls or rolcreaterole and rolname <> ? or rolcreatedb
                                    or rolreplication or rolcanlogin and rolname <> ?)""",
                            roles.app(),
                            roles.storage(),
                            roles.roles(),
                            roles.audit(),
                            roles.extension(),
                            roles.ddl(),
                            roles.roles(),
                            roles.app()))
                    .isEmpty();
            assertThat(session.list(
                            "select roleid::regrole::text from pg_auth_members where member in"
                                    + " (to_regrole(?), to_regrole(?), to_regrole(?))",
                            roles.audit(),
                            roles.extension(),
                            roles.ddl()))
                    .isEmpty();
            assertThat(session.list("select rolname from pg_roles where pg_has_role(?, oid, 'usage')", roles.app()))
                    .as("rights the application has without saying so")
                    .containsExactly(roles.app());
        }
    }

    @Test
    void theApplicationOwnsNothing() throws Exception {
        try (Session session = Session.as(app)) {
            assertThat(session.list(
                            """
                            select relname::text from pg_class where pg_get_userbyid(relowner) in (?, ?)
                            union all
                            select proname::text from pg_proc where pg_get_userbyid(proowner) in (?, ?)
                            union all
                            select nspname::text from pg_namespace where pg_get_userbyid(nspowner) in (?, ?)
                            """,
                            roles.app(),
                            roles.extension(),
                            roles.app(),
                            roles.extension(),
                            roles.app(),
                            roles.extension()))
                    .isEmpty();
        }
    }

    @Test
    void whatRunsWithMoreRightsRunsAsAHarmlessRoleWithItsOwnSearchPath() throws Exception {
        try (Session session = Session.as(app)) {
            assertThat(session.list("""
                            select proname from pg_proc
                             where pronamespace in ('guildhall'::regnamespace, 'guildhall_door'::regnamespace) and prosecdef
                               and (pg_get_userbyid(proowner) not in (?, ?, ?)
                                    or not coalesce(proconfig, '{}') @> array['search_path=pg_catalog, pg_temp'])""", roles.storage(), roles.roles(), roles.audit()))
                    .isEmpty();
        }
    }
}
