package dev.guildhall.db.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Walks the catalogue of the fully migrated database, so that a table added later is held to the same rules. */
class CatalogueTest {

    /**
     * A table of tenants has a {@code workspace_id}, or else a {@code tenant_id} or an {@code organization_id}; or is that
     * of the workspaces or organizations themselves.
     */
    private static final String TENANT_TABLES = """
            select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity,
                   case when c.relname in ('workspace', 'organization') then 'id' else owned.scope_column end
                     as scope_column,
                   case when c.relname in ('workspace', 'organization') then c.relname
                        else regexp_replace(owned.scope_column, '_id$', '') end || '_in_scope' as in_scope
              from pg_class c
              left join lateral (
                select a.attname::text as scope_column
                  from pg_attribute a
                  join unnest(array['tenant_id', 'workspace_id', 'organization_id']) with ordinality column_of (name, place)
                    on column_of.name = a.attname
                 where a.attrelid = c.oid and not a.attisdropped
                 order by place limit 1) owned on true
             where c.relnamespace = 'guildhall'::regnamespace
               and c.relkind in ('r', 'p')
               and (c.relname in ('workspace', 'organization') or owned.scope_column is not null)""";

    /** A condition whose value is computed once, and one that is computed for each row. */
    private static final String ONCE =
            "'((%1$s = ( SELECT guildhall.%2$s() AS %2$s)) OR ( SELECT guildhall.is_platform_scope() AS is_platform_scope))'";

    private static final String ROW_BY_ROW = "'((%1$s = guildhall.%2$s()) OR guildhall.is_platform_scope())'";

    private static final String OWNER_OF_ROW = """
            case when p.polname = 'organization_scope' and t.relname <> 'organization' then 'organization_id'
                 else t.scope_column end,
            case p.polname when 'organization_scope' then 'organization_in_scope' else t.in_scope end""";

    /**
     * What a policy may say: that of the table's tenants alone, and where there are organizations, what their own
     * workspaces see and hold, but do not change. A row may be of a workspace and of its organization as well.
     */
    private static final String KNOWN_POLICY =
            """
            (p.polcmd = '*' and p.polroles = '{0}'
              and pg_get_expr(p.polqual, p.polrelid) in (format(ONCE, OWNER), format(ROW_BY_ROW, OWNER))
              and pg_get_expr(p.polwithcheck, p.polrelid) = format(ROW_BY_ROW, OWNER))
            or (t.in_scope = 'organization_in_scope'
              and (p.polcmd = 'r' and p.polwithcheck is null
                   or p.polcmd = 'w' and pg_get_expr(p.polwithcheck, p.polrelid) = 'false')
              and pg_get_expr(p.polqual, p.polrelid) = format(
                    '(%1$s = ( SELECT guildhall.organization_of_workspace_in_scope() '
                    || 'AS organization_of_workspace_in_scope))',
                    t.scope_column))""".replace("ONCE", ONCE).replace("ROW_BY_ROW", ROW_BY_ROW).replace("OWNER", OWNER_OF_ROW);

    private static final String UNPROTECTED = "select t.relname from (" + TENANT_TABLES + """
                    ) t
                     where not (t.relrowsecurity and t.relforcerowsecurity)
                        or not exists (select from pg_policy p where p.polrelid = t.oid and p.polcmd = '*')
                        or exists (select from pg_policy p where p.polrelid = t.oid and not coalesce((""" + KNOWN_POLICY + """
                    ), false))
                     order by t.relname""";

    /** An ordinary view shows what its owner may see, which is everything when that is a superuser. */
    private static final String LEAKING_VIEWS = "with recursive tenant as (" + TENANT_TABLES + """
                    ),
                    uses (view, relation) as (
                      select r.ev_class, d.refobjid
                        from pg_rewrite r
                        join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
                       where d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
                      union
                      select u.view, d.refobjid
                        from uses u
                        join pg_rewrite r on r.ev_class = u.relation
                        join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
                       where d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
                    )
                    select distinct v.relname
                      from uses u join tenant t on t.oid = u.relation join pg_class v on v.oid = u.view
                     where not coalesce(v.reloptions, '{}') @> array['security_invoker=true']
                     order by v.relname""";

    private static DatabaseUrl owner;
    private static Roles roles;

    @BeforeAll
    static void migrate() throws SQLException {
        owner = TestServer.newDatabase();
        roles = TestServer.migrate(owner).roles();
    }

    @Test
    void everyTenantTableIsIsolated() throws Exception {
        try (Session session = Session.as(owner)) {
            assertThat(session.list(UNPROTECTED))
                    .as("tables that need select guildhall.isolate('guildhall.<table>') in their migration")
                    .isEmpty();
        }
    }

    /** Null is in none. */
    @Test
    void everyRowIsInAScope() throws Exception {
        try (Session session = Session.as(owner)) {
            assertThat(session.list("select t.relname from (" + TENANT_TABLES + """
                            ) t join pg_attribute a on a.attrelid = t.oid and a.attname = t.scope_column
                             where not a.attnotnull"""))
                    .isEmpty();
        }
    }

    @Test
    void anIndexServesWhatNamesItsTenantAndNoRowIsCast() throws Exception {
        UUID acme = UUID.randomUUID();
        try (Session session = Session.in(acme, owner.as(roles.app(), TestServer.APP_PASSWORD))) {
            session.run("set local enable_seqscan = off");
            assertThat(session.list("explain select * from guildhall.member where workspace_id = '" + acme + "'"))
                    .anyMatch(line -> line.contains("Index Cond: (workspace_id = "))
                    .noneMatch(line -> line.contains("::text"));
            assertThat(session.list("explain select * from guildhall.event where tenant_id = '" + acme + "'"))
                    .anyMatch(line -> line.contains("Index Cond: (tenant_id = "))
                    .noneMatch(line -> line.contains("::text"));
        }
    }

    @Test
    void theWalkFindsTablesThatAreNot() throws Exception {
        try (Session session = Session.in("", owner)) {
            for (String statement : List.of(
                    "create table guildhall.leak_bare (workspace_id uuid)",
                    "create table guildhall.leak_unforced (workspace_id uuid)",
                    "select guildhall.isolate('guildhall.leak_unforced')",
                    "alter table guildhall.leak_unforced no force row level security",
                    "create table guildhall.leak_by_second_policy (workspace_id uuid)",
                    "select guildhall.isolate('guildhall.leak_by_second_policy')",
                    "create policy open on guildhall.leak_by_second_policy using (true)",
                    "create table guildhall.leak_by_wrong_policy (workspace_id uuid)",
                    "select guildhall.isolate('guildhall.leak_by_wrong_policy')",
                    "alter policy workspace_scope on guildhall.leak_by_wrong_policy using (true)",
                    "create table guildhall.leak_by_other_kind (organization_id uuid)",
                    "select guildhall.isolate('guildhall.leak_by_other_kind', 'organization_id', 'workspace')",
                    "create table guildhall.leak_of_tenants (tenant_id uuid)",
                    "create table guildhall.tight (workspace_id uuid)",
                    "select guildhall.isolate('guildhall.tight')",
                    "create table guildhall.tight_of_organizations (organization_id uuid)",
                    "select guildhall.isolate('guildhall.tight_of_organizations', 'organization_id', 'organization')",
                    "create table guildhall.tight_of_tenants (tenant_id uuid)",
                    "select guildhall.isolate('guildhall.tight_of_tenants', 'tenant_id', 'tenant')")) {
                session.run(statement);
            }

            assertThat(session.list(UNPROTECTED))
                    .containsExactly(
                            "leak_bare",
                            "leak_by_other_kind",
                            "leak_by_second_policy",
                            "leak_by_wrong_policy",
                            "leak_of_tenants",
                            "leak_unforced");
        }
    }

    @Test
    void noViewLooksPastTheIsolation() throws Exception {
        try (Session session = Session.as(owner)) {
            assertThat(session.list(LEAKING_VIEWS))
                    .as("views of tenant tables that need with (security_invoker = true), and materialized ones")
                    .isEmpty();
        }
    }

    @Test
    void theWalkFindsViewsThatDo() throws Exception {
        try (Session session = Session.in("", owner)) {
            for (String statement : List.of(
                    "create table guildhall.probe (workspace_id uuid)",
                    "create view guildhall.leak_direct as select * from guildhall.probe",
                    "create view guildhall.leak_through as select * from guildhall.leak_direct",
                    "create materialized view guildhall.leak_stored as select * from guildhall.probe",
                    "create view guildhall.tight with (security_invoker = true) as select * from guildhall.probe")) {
                session.run(statement);
            }

            assertThat(session.list(LEAKING_VIEWS)).containsExactly("leak_direct", "leak_stored", "leak_through");
        }
    }

    @Test
    void theApplicationMayReadAndWriteRowsAndNothingElse() throws Exception {
        try (Session session = Session.as(owner)) {
            assertThat(session.list("""
                            select relname from pg_class
                             where relnamespace = 'guildhall'::regnamespace and relkind in ('r', 'p')
                               and relname not in ('flyway_schema_history', 'master_key', 'extension_trial')
                               and (not has_table_privilege(?, oid, 'select')
                                    or has_table_privilege(?, oid, 'truncate, references, trigger'))""", roles.app(), roles.app())).isEmpty();
            for (var ownersAlone : List.of(SchemaHistory.TABLE, "master_key", "extension_trial")) {
                assertThat(session.ask(
                                "select has_table_privilege(?, 'guildhall." + ownersAlone
                                        + "', 'select, insert, update, delete')",
                                roles.app()))
                        .isEqualTo("f");
            }
        }
    }

    @Test
    void outsidersMayNotEvenLook() throws Exception {
        try (Session session = Session.as(owner)) {
            for (String role : List.of(roles.extension(), roles.ddl())) {
                assertThat(session.ask("select has_schema_privilege(?, 'guildhall', 'usage, create')", role))
                        .isEqualTo("f");
            }
            assertThat(session.ask("select has_schema_privilege(?, 'guildhall', 'create')", roles.app()))
                    .isEqualTo("f");
            assertThat(session.ask("select has_schema_privilege(?, 'guildhall', 'create')", roles.storage()))
                    .isEqualTo("f");
        }
    }

    @Test
    void noSessionMaySetWhatAllSessionsShare() throws Exception {
        try (Session session = Session.as(owner)) {
            assertThat(session.list("""
                            select oid::regprocedure from pg_proc
                             where proname ~ '^(pg_(try_)?advisory_|lo_|loread|lowrite|pg_notify|pg_logical_emit_message)'
                               and (has_function_privilege(?, oid, 'execute')
                                    or has_function_privilege(?, oid, 'execute'))""", roles.app(), roles.storage())).isEmpty();
        }
    }
}
