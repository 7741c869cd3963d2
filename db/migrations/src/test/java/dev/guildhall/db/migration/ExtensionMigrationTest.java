package dev.guildhall.db.migration;

import static dev.guildhall.db.migration.SqlAssertions.DUPLICATE_OBJECT;
import static dev.guildhall.db.migration.SqlAssertions.INVALID_VALUE;
import static dev.guildhall.db.migration.SqlAssertions.NOT_ALLOWED;
import static dev.guildhall.db.migration.SqlAssertions.NOT_SUPPORTED;
import static dev.guildhall.db.migration.SqlAssertions.NO_SUCH_SCHEMA;
import static dev.guildhall.db.migration.SqlAssertions.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionMigrationTest {

    private static final String NOTES = "notes_";
    private static final String NOTE_TABLE = """
            create table notes_note (id bigint generated always as identity primary key, word text not null);
            create index notes_note_word on notes_note (word);
            create type notes_mood as enum ('glad', 'sad');
            create domain notes_short as text check (length(value) < 10);
            create sequence notes_counter;
            create view notes_loud as select upper(word) as word from notes_note;
            create function notes_shout(word text) returns text language plpgsql as $body$
            begin
              return upper(word) || '!';
            end
            $body$;
            insert into notes_note (word) values ('first');
            """;

    private static DatabaseUrl app;
    private static Roles roles;

    private UUID acme;
    private String schema;

    @BeforeAll
    static void migrate() throws SQLException {
        DatabaseUrl owner = TestServer.newDatabase();
        roles = TestServer.migrate(owner).roles();
        app = owner.as(roles.app(), TestServer.APP_PASSWORD);
    }

    @BeforeEach
    void aWorkspaceWithASchema() throws SQLException {
        acme = UUID.randomUUID();
        schema = schemaOf(acme);
    }

    private static String schemaOf(UUID workspace) throws SQLException {
        try (Session session = Session.in(workspace, app)) {
            String created = session.ask(
                    "select guildhall.create_workspace_schema(?, ?)",
                    workspace,
                    "ws-" + workspace.toString().substring(0, 13));
            session.commit();
            return created;
        }
    }

    private void migrate(String prefix, String script) throws SQLException {
        migrate(acme, schema, prefix, script);
    }

    private static void migrate(UUID workspace, String schema, String prefix, String script) throws SQLException {
        try (Session session = Session.in(workspace, app)) {
            session.run("select guildhall.run_extension_migration(?, ?, ?, ?)", workspace, schema, prefix, script);
            session.commit();
        }
    }

    private void purge(String prefix) throws SQLException {
        try (Session session = Session.in(acme, app)) {
            session.run("select guildhall.drop_extension_objects(?, ?, ?)", acme, schema, prefix);
            session.commit();
        }
    }

    private Session extensionIn(Object scope) throws SQLException {
        Session session = Session.in(scope, app);
        session.run("set local role " + roles.extension());
        session.run("set local search_path = \"" + schema + "\"");
        return session;
    }

    private List<String> relations() throws SQLException {
        try (Session session = Session.as(app)) {
            return session.list("""
                    select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                     where nspname = ? order by relname""", schema);
        }
    }

    @Test
    void givesTheExtensionItsTablesToReadAndWrite() throws Exception {
        migrate(NOTES, NOTE_TABLE);

        try (Session extension = extensionIn(acme)) {
            assertThat(extension.run("insert into notes_note (word) values ('second')"))
                    .isEqualTo(1);
            assertThat(extension.list("select notes_shout(word) from notes_loud order by 1"))
                    .containsExactly("FIRST!", "SECOND!");
            assertThat(extension.ask("select nextval('notes_counter')")).isEqualTo("1");
            assertThat(extension.run("update notes_note set word = 'other'")).isEqualTo(2);
            assertThat(extension.run("delete from notes_note")).isEqualTo(2);
        }
    }

    @Test
    void theApplicationsOwnQueriesDoNotReachThem() throws Exception {
        migrate(NOTES, NOTE_TABLE);

        try (Session session = Session.in(acme, app)) {
            assertRefused(NOT_ALLOWED, () -> session.list("select word from \"" + schema + "\".notes_note"));
        }
    }

    @Test
    void aSecondMigrationChangesWhatTheFirstHasMade() throws Exception {
        migrate(NOTES, NOTE_TABLE);
        migrate(NOTES, """
                alter table notes_note add column mood notes_mood not null default 'glad';
                update notes_note set word = 'changed';
                create table notes_tag (tag text primary key);
                """);

        try (Session extension = extensionIn(acme)) {
            assertThat(extension.list("select word || ' ' || mood from notes_note"))
                    .containsExactly("changed glad");
            assertThat(extension.list("select tag from notes_tag")).isEmpty();
        }
    }

    @Test
    void everythingBelongsToTheStorageRoleAfterwards() throws Exception {
        migrate(
                NOTES,
                NOTE_TABLE + "create type notes_span as range (subtype = int); create type notes_pair as (a int)");

        try (Session session = Session.as(app)) {
            assertThat(session.list("""
                            select distinct pg_get_userbyid(owner) from (
                              select relowner from pg_class where relnamespace = ?::regnamespace
                              union all
                              select proowner from pg_proc
                               where pronamespace = ?::regnamespace and prosrc not similar to '(multi)?range%'
                              union all
                              select typowner from pg_type where typnamespace = ?::regnamespace and typtype <> 'm' and typelem = 0
                            ) objects (owner)""", quoted(schema), quoted(schema), quoted(schema)))
                    .containsExactly(roles.storage());
            assertThat(session.ask("select has_schema_privilege(?, ?, 'usage, create')", roles.ddl(), schema))
                    .isEqualTo("f");
        }
    }

    @Test
    void noOtherScopeSeesTheRows() throws Exception {
        migrate(NOTES, NOTE_TABLE);

        for (Object scope : new Object[] {UUID.randomUUID(), "platform", ""}) {
            try (Session extension = extensionIn(scope)) {
                assertThat(extension.list("select word from notes_note")).isEmpty();
                assertThat(extension.list("select word from notes_loud")).isEmpty();
                assertRefused(NOT_ALLOWED, () -> extension.run("insert into notes_note (word) values ('x')"));
            }
        }
    }

    @Test
    void theExtensionsRoleCannotLoosenTheRules() throws Exception {
        migrate(NOTES, NOTE_TABLE);

        for (String statement : List.of(
                "truncate notes_note",
                "alter table notes_note disable row level security",
                "drop policy workspace_scope on notes_note",
                "create table notes_more (word text)",
                "drop table notes_note",
                "select * from guildhall.flyway_schema_history",
                "select guildhall.create_workspace_schema('" + acme + "', 'acme')")) {
            try (Session extension = extensionIn(acme)) {
                assertRefused(NOT_ALLOWED, () -> extension.run(statement));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table notes_early (word text); commit; create table notes_late (word text)",
                "create table notes_early (word text); rollback",
                "create table notes_early (word text); do $body$ begin commit; end $body$",
                "create table notes_early (word text); begin; create table notes_late (word text); commit",
                "create table notes_early (word text); savepoint here",
            })
    void refusesTransactionControlAndLeavesNothing(String script) throws Exception {
        assertThatThrownBy(() -> migrate(NOTES, script))
                .isInstanceOf(SQLException.class)
                .matches(
                        refused -> List.of(NOT_SUPPORTED, "2D000").contains(((SQLException) refused).getSQLState()),
                        "is about transaction control");

        assertThat(relations()).isEmpty();
    }

    @Test
    void aScriptThatFailsLeavesNothing() throws Exception {
        assertRefused("22012", () -> migrate(NOTES, NOTE_TABLE + "select 1 / 0"));

        assertThat(relations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table contact (word text)",
                "create table notes_note (word text); create index note_word on notes_note (word)",
                "create sequence counter",
                "create view loud as select 1",
                "create type mood as enum ('glad')",
                "create type pair as (one int, two int)",
                "create domain short as text",
                "create function shout() returns text language sql as 'select 1::text'",
                "create table notes_note (word text); alter table notes_note rename to contact",
            })
    void refusesNamesWithoutThePrefix(String script) throws Exception {
        assertRefused(NOT_ALLOWED, () -> migrate(NOTES, script)).hasMessageContaining("must be named notes_...");

        assertThat(relations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create materialized view notes_copy as select 1 as one",
                "create function notes_shout() returns text language sql security definer as 'select 1::text'",
                "create text search configuration notes_search (copy = english)",
                "create collation notes_order (provider = icu, locale = 'de')",
            })
    void refusesWhatIsolationCannotHold(String script) {
        assertThatThrownBy(() -> migrate(NOTES, script))
                .isInstanceOf(SQLException.class)
                .matches(refused ->
                        List.of(NOT_SUPPORTED, NOT_ALLOWED).contains(((SQLException) refused).getSQLState()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create policy open on notes_note using (true)",
                "alter policy workspace_scope on notes_note using (true)",
                "alter policy workspace_scope on notes_note to current_user",
            })
    void refusesScriptsThatChangePolicies(String script) throws Exception {
        migrate(NOTES, NOTE_TABLE);

        assertRefused(NOT_ALLOWED, () -> migrate(NOTES, script)).hasMessageContaining("policies");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table notes_note disable row level security",
                "alter table notes_note no force row level security",
                "drop policy workspace_scope on notes_note",
            })
    void restoresTheIsolationThatAScriptHasRemoved(String script) throws Exception {
        migrate(NOTES, NOTE_TABLE);
        migrate(NOTES, script);

        noOneSeesTheNotesOf(acme);
    }

    private void noOneSeesTheNotesOf(UUID workspace) throws SQLException {
        try (Session extension = extensionIn(UUID.randomUUID())) {
            assertThat(extension.list("select word from notes_note")).isEmpty();
        }
        try (Session extension = extensionIn(workspace)) {
            assertThat(extension.list("select word from notes_note")).containsExactly("first");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table notes_note cascade",
                "drop view notes_loud",
                "alter table notes_note rename to tasks_note",
                "drop function notes_shout",
                "insert into notes_note (word) values ('x')",
                "alter table notes_note disable row level security",
            })
    void refusesToHarmAnotherExtension(String script) throws Exception {
        migrate(NOTES, NOTE_TABLE);

        assertRefused(NOT_ALLOWED, () -> migrate("tasks_", script));

        try (Session extension = extensionIn(acme)) {
            assertThat(extension.list("select notes_shout(word) from notes_loud"))
                    .containsExactly("FIRST!");
        }
    }

    @Test
    void cannotReachAnotherWorkspacesSchemaWhateverTheScriptSays() throws Exception {
        UUID globex = UUID.randomUUID();
        String other = schemaOf(globex);
        migrate(globex, other, NOTES, NOTE_TABLE);

        for (String statement : List.of(
                "insert into \"" + other + "\".notes_note (word) values ('x')",
                "drop table \"" + other + "\".notes_note cascade",
                "alter table \"" + other + "\".notes_note disable row level security",
                "create table \"" + other + "\".notes_spy (word text)",
                "create view notes_spy as select * from \"" + other + "\".notes_note",
                "drop schema \"" + other + "\" cascade")) {
            assertRefused(NOT_ALLOWED, () -> migrate(NOTES, statement));
            assertRefused(
                    NOT_ALLOWED,
                    () -> migrate(NOTES, "select set_config('guildhall.scope', '" + globex + "', true); " + statement));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select set_config('guildhall.scope', 'platform', true)",
                "set guildhall.scope = 'platform'",
                "set role none",
                "reset role",
                "set session authorization default",
                "create table guildhall.notes_note (word text)",
                "create table public.notes_note (word text)",
                "create schema notes_schema",
                "select * from guildhall.flyway_schema_history",
                "create extension hstore",
            })
    void cannotLeaveItsScopeItsRoleOrItsSchema(String script) {
        assertRefused(NOT_ALLOWED, () -> migrate(NOTES, script));
    }

    @Test
    void runsInTheScopeOfTheWorkspaceOnly() throws Exception {
        for (Object scope : new Object[] {UUID.randomUUID(), "platform", ""}) {
            try (Session session = Session.in(scope, app)) {
                assertRefused(
                        NOT_ALLOWED,
                        () -> session.run(
                                "select guildhall.run_extension_migration(?, ?, 'notes_', '')", acme, schema));
            }
            try (Session session = Session.in(scope, app)) {
                assertRefused(
                        NOT_ALLOWED,
                        () -> session.run("select guildhall.drop_extension_objects(?, ?, 'notes_')", acme, schema));
            }
        }
    }

    @Test
    void runsInASchemaOfTheWorkspaceOnly() throws Exception {
        UUID globex = UUID.randomUUID();
        String other = schemaOf(globex);

        assertRefused(NOT_ALLOWED, () -> migrate(acme, other, NOTES, NOTE_TABLE));
        assertRefused(NO_SUCH_SCHEMA, () -> migrate(acme, "guildhall", NOTES, NOTE_TABLE));
        assertRefused(NO_SUCH_SCHEMA, () -> migrate(acme, "public", NOTES, NOTE_TABLE));
        assertRefused(NO_SUCH_SCHEMA, () -> migrate(acme, "ws_absent", NOTES, NOTE_TABLE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "notes", "Notes_", "no-tes_", "_", "9_", "notes%_"})
    void refusesWhatIsNoPrefix(String prefix) {
        assertRefused(INVALID_VALUE, () -> migrate(prefix, ""));
    }

    @Test
    void refusesPrefixesThatCannotBeToldApart() throws Exception {
        migrate("crm_sync_", "create table crm_sync_run (word text)");

        assertRefused(DUPLICATE_OBJECT, () -> migrate("crm_", "create table crm_contact (word text)"));
        assertRefused(DUPLICATE_OBJECT, () -> migrate("crm_sync_more_", ""));
        migrate("crm__", "create table crm__contact (word text)");
    }

    @Test
    void purgingDropsWhatIsTheExtensionsAndNothingElse() throws Exception {
        migrate(NOTES, NOTE_TABLE);
        migrate("tasks_", "create table tasks_task (word text)");

        purge(NOTES);

        assertThat(relations()).containsExactly("tasks_task");
        try (Session session = Session.as(app)) {
            assertThat(session.list("select proname from pg_proc where pronamespace = ?::regnamespace", quoted(schema)))
                    .isEmpty();
            assertThat(session.list(
                            "select typname from pg_type where typnamespace = ?::regnamespace and typname like 'notes%'",
                            quoted(schema)))
                    .isEmpty();
        }
    }

    private static String quoted(String schema) {
        return Jdbc.quoted(schema);
    }

    @Test
    void aPurgedExtensionMayComeBackAndItsPrefixIsFree() throws Exception {
        migrate(NOTES, NOTE_TABLE);
        purge(NOTES);
        migrate(NOTES, NOTE_TABLE);
        purge(NOTES);
        migrate("notes_more_", "create table notes_more_note (word text)");

        assertThat(relations()).containsExactly("notes_more_note");
    }

    @Test
    void partitionsAndForeignKeysWork() throws Exception {
        migrate(NOTES, """
                create table notes_parent (id int primary key);
                create table notes_child (
                  id int not null, parent int not null references notes_parent (id) on delete cascade
                ) partition by range (id);
                create table notes_child_low partition of notes_child for values from (0) to (100);
                insert into notes_parent values (1);
                insert into notes_child values (7, 1);
                create table notes_later (
                  parent int references notes_parent (id) on delete cascade deferrable initially deferred
                );
                insert into notes_later values (1);
                """);

        try (Session extension = extensionIn(acme)) {
            assertThat(extension.run("delete from notes_parent")).isEqualTo(1);
            assertThat(extension.list("select id from notes_child")).isEmpty();
            assertThat(extension.list("select parent from notes_later")).isEmpty();
            extension.run("insert into notes_parent values (2)");
            assertThat(extension.run("insert into notes_child values (8, 2)")).isEqualTo(1);
            assertRefused("23503", () -> extension.run("insert into notes_child values (9, 3)"));
        }
        try (Session extension = extensionIn(UUID.randomUUID())) {
            assertThat(extension.list("select id from notes_child_low")).isEmpty();
        }
    }
}
