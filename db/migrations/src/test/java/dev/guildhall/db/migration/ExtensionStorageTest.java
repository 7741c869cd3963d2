package dev.guildhall.db.migration;

import static dev.guildhall.db.migration.SqlAssertions.INVALID_VALUE;
import static dev.guildhall.db.migration.SqlAssertions.NOT_ALLOWED;
import static dev.guildhall.db.migration.SqlAssertions.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** The doors to what extensions store, and who can do what behind them. */
class ExtensionStorageTest {

    private static final String NOTES = "create table notes_note (id int primary key, word text not null)";

    private static DatabaseUrl owner;
    private static DatabaseUrl app;
    private static Roles roles;

    private UUID acme;

    @BeforeAll
    static void migrate() throws SQLException {
        owner = TestServer.newDatabase();
        roles = TestServer.migrate(owner).roles();
        app = owner.as(roles.app(), TestServer.APP_PASSWORD);
    }

    @BeforeEach
    void aWorkspace() throws SQLException {
        acme = Storage.workspace(owner);
    }

    private Storage opened(String extension) throws SQLException {
        var storage = new Storage(app, acme, extension);
        storage.open();
        return storage;
    }

    @Test
    void givesTheExtensionTablesToReadAndWrite() throws Exception {
        var notes = opened("notes");
        notes.migrate(NOTES + "; create sequence notes_counter; insert into notes_note values (1, 'first')");

        try (Session user = notes.asUser()) {
            assertThat(user.run("insert into notes_note values (2, 'second')")).isEqualTo(1);
            assertThat(user.list("select word from notes_note order by id")).containsExactly("first", "second");
            assertThat(user.run("update notes_note set word = 'other'")).isEqualTo(2);
            assertThat(user.run("delete from notes_note")).isEqualTo(2);
            assertThat(user.ask("select nextval('notes_counter')")).isEqualTo("1");
        }
    }

    @Test
    void theUserChangesRowsAndNothingElse() throws Exception {
        var notes = opened("notes");
        notes.migrate(NOTES);

        for (String statement : List.of(
                "truncate notes_note",
                "drop table notes_note",
                "alter table notes_note add more text",
                "create table notes_more (word text)",
                "create function notes_f() returns int language sql as 'select 1'",
                "create schema mine",
                "set role " + notes.owner(),
                "set session authorization " + notes.owner(),
                "select guildhall_door.migrated(7, 'x')")) {
            try (Session user = notes.asUser()) {
                assertRefused(NOT_ALLOWED, () -> user.run(statement));
            }
        }
    }

    @Test
    void theOwnerMakesTablesOnlyWhileItMigrates() throws Exception {
        var notes = opened("notes");
        notes.migrate(NOTES);

        try (Session later = notes.asOwner()) {
            assertRefused(NOT_ALLOWED, () -> later.run("create table notes_more (word text)"));
        }
    }

    @Test
    void isOpenToNobodyElse() throws Exception {
        opened("notes").migrate(NOTES);
        var schema = new Storage(app, acme, "notes").schema();
        var others = List.of(
                opened("tasks"), new Storage(app, Storage.workspace(owner), "notes"), new Storage(app, acme, "crm"));
        for (var other : others) {
            other.open();
        }

        for (String statement : List.of(
                "select * from " + schema + ".notes_note",
                "drop table " + schema + ".notes_note",
                "create table " + schema + ".spy (word text)",
                "create view spy as select * from " + schema + ".notes_note",
                "drop schema " + schema + " cascade",
                "select * from guildhall.workspace",
                "select guildhall.extension_names('" + acme + "', 'notes')",
                "create table guildhall.spy (word text)",
                "create table guildhall_door.spy (word text)")) {
            for (var other : others) {
                try (Session user = other.asUser()) {
                    assertRefused(NOT_ALLOWED, () -> user.run(statement));
                }
                assertRefused(NOT_ALLOWED, () -> other.migrate(statement));
            }
        }
        try (Session application = Session.in(acme, app)) {
            assertRefused(NOT_ALLOWED, () -> application.run("select * from " + schema + ".notes_note"));
        }
    }

    @Test
    void endsTheMembershipsThatEarlierReleasesGave() throws Exception {
        var database = TestServer.newDatabase();
        var former = TestServer.migrate(database).roles();
        try (Session session = Session.as(database)) {
            session.run("grant " + Jdbc.quoted(former.extension()) + " to " + Jdbc.quoted(former.app()));

            TestServer.migrate(database);

            assertThat(session.list("select roleid from pg_auth_members where member = to_regrole(?)", former.app()))
                    .isEmpty();
        }
    }

    @Test
    void boundsWhatMayLieInTemporaryFilesAndLetsNoExtensionChangeThat() throws Exception {
        var notes = opened("notes");
        notes.open();

        for (String statement : List.of(
                "set temp_file_limit = -1",
                "alter role " + notes.user() + " set temp_file_limit = -1",
                "select set_config('temp_file_limit', '-1', false)")) {
            try (Session user = notes.asUser()) {
                assertRefused(NOT_ALLOWED, () -> user.run(statement));
            }
        }
        try (Session user = notes.asUser()) {
            user.run("alter role " + notes.user() + " reset temp_file_limit");
            user.run("alter role " + notes.user() + " reset all");
        } catch (SQLException refused) {
            assertThat(refused.getSQLState()).isEqualTo(NOT_ALLOWED);
        }
        for (Session session : List.of(notes.asUser(), notes.asOwner())) {
            try (session) {
                assertThat(session.ask("show temp_file_limit")).isEqualTo("256MB");
                session.run("set work_mem = '64kB'");
                assertRefused(
                        "53400",
                        () -> session.run("select count(*) from (select repeat(md5(n::text), 20) as word"
                                + " from generate_series(1, 600000) n order by word) words"));
            }
        }
    }

    @Test
    void rolesOfExtensionsAreMembersOfNothingAndMayDoNothing() throws Exception {
        var notes = opened("notes");

        try (Session session = Session.as(owner)) {
            for (var role : List.of(notes.owner(), notes.user())) {
                assertThat(session.list(
                                "select roleid::regrole::text from pg_auth_members where member = to_regrole(?)", role))
                        .isEmpty();
                assertThat(session.list(
                                "select rolname from pg_roles where rolname = ? and rolcanlogin and not (rolsuper or"
                                        + " rolcreaterole or rolcreatedb or rolbypassrls or rolreplication or rolinherit)",
                                role))
                        .hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table notes_early (word text); commit; create table notes_late (word text)",
                "create table notes_early (word text); rollback",
                "create table notes_early (word text); do $body$ begin commit; end $body$",
                "create table notes_early (word text); savepoint here",
                "create table notes_early (word text); select 1 / 0"
            })
    void aScriptIsAllOrNothing(String script) throws Exception {
        var notes = opened("notes");

        assertThatThrownBy(() -> notes.migrate(script)).isInstanceOf(SQLException.class);

        try (Session session = Session.as(owner)) {
            assertThat(session.list(
                            "select relname from pg_class where relnamespace = to_regnamespace(?)", notes.schema()))
                    .isEmpty();
        }
    }

    @Test
    void opensInTheScopeOfItsWorkspaceOnly() throws Exception {
        var notes = opened("notes");
        for (Object scope : new Object[] {UUID.randomUUID(), "platform", ""}) {
            for (String call : List.of(
                    "select guildhall.open_extension_storage('%s', 'notes', '%s', '%s')"
                            .formatted(acme, Storage.scram(), Storage.scram()),
                    "select guildhall.let_extension_migrate('%s', 'notes', true)".formatted(acme),
                    "select guildhall.drop_extension_storage('%s', 'notes')".formatted(acme),
                    "select guildhall.drop_workspace_storage('%s')".formatted(acme))) {
                try (Session session = Session.in(scope, app)) {
                    assertRefused(NOT_ALLOWED, () -> session.run(call));
                }
            }
        }
        notes.migrate(NOTES);
    }

    @Test
    void theApplicationMakesNoOtherRoles() throws Exception {
        for (String call : List.of(
                "select guildhall.make_extension_role('xu_" + "0".repeat(32) + "')",
                "select guildhall.reset_extension_role('" + roles.app() + "', '" + Storage.scram() + "')",
                "select guildhall.drop_extension_role('" + roles.audit() + "')",
                "create role somebody",
                "set role " + roles.roles(),
                "set role " + roles.audit())) {
            try (Session session = Session.in(acme, app)) {
                assertRefused(NOT_ALLOWED, () -> session.run(call));
            }
        }
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"password", "SCRAM-SHA-256$1:a$b:c' superuser --", "md5abc"})
    void takesNoPasswordInClear(String noSecret) throws Exception {
        try (Session session = Session.in(acme, app)) {
            assertRefused(
                    INVALID_VALUE,
                    () -> session.run(
                            "select guildhall.open_extension_storage(?, 'notes', ?::text, ?::text)",
                            acme,
                            noSecret,
                            noSecret));
        }
    }

    @Test
    void mendsWhatTheRoleHasDoneToItself() throws Exception {
        var notes = opened("notes");
        notes.migrate(NOTES);
        try (Session user = notes.asUser()) {
            user.run("alter role " + notes.user() + " password 'another'");
            user.run("alter role " + notes.user() + " set default_transaction_read_only = on");
        }
        assertThatThrownBy(notes::asUser).isInstanceOf(SQLException.class);

        notes.open();

        try (Session user = notes.asUser()) {
            assertThat(user.run("insert into notes_note values (1, 'written')")).isEqualTo(1);
        }
    }

    @Test
    void manyMayOpenItAtOnce() {
        var openings = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 4; i++) {
            openings.add(CompletableFuture.runAsync(() -> {
                try {
                    new Storage(app, acme, "notes").open();
                } catch (SQLException failed) {
                    throw new CompletionException(failed);
                }
            }));
        }

        assertThat(openings).allSatisfy(CompletableFuture::join);
    }

    /** As on a server where nobody could take them from PUBLIC. */
    private static void letEverybodyMakeLargeObjects() throws SQLException {
        try (Session session = Session.as(owner)) {
            session.run("grant execute on function lo_create(oid) to public");
        }
    }

    @Test
    void droppingLeavesNothing() throws Exception {
        letEverybodyMakeLargeObjects();
        var notes = opened("notes");
        notes.migrate(NOTES + "; select lo_create(0)");
        try (Session lingering = notes.asUser();
                Session session = Session.in(acme, app)) {
            lingering.run("select lo_create(0)");
            assertThat(session.ask("select guildhall.drop_extension_storage(?, 'notes')", acme))
                    .isEqualTo("t");
            session.commit();
        } catch (SQLException ended) {
            assertThat(ended.getSQLState()).isIn("57P01", "08006");
        }

        try (Session session = Session.as(owner)) {
            assertThat(session.list("select nspname from pg_namespace where nspname = ?", notes.schema()))
                    .isEmpty();
            assertThat(session.list(
                            "select rolname from pg_roles where rolname in (?, ?)", notes.owner(), notes.user()))
                    .isEmpty();
            assertThat(session.list("select oid from pg_largeobject_metadata")).isEmpty();
        }
        try (Session session = Session.in(acme, app)) {
            assertThat(session.ask("select guildhall.drop_extension_storage(?, 'notes')", acme))
                    .isEqualTo("f");
        }
    }

    @Test
    void aWorkspaceTakesAllOfItAlong() throws Exception {
        opened("notes").migrate(NOTES);
        opened("tasks").migrate(NOTES.replace("notes", "tasks"));

        try (Session session = Session.in(acme, app)) {
            session.run("select guildhall.drop_workspace_storage(?)", acme);
            session.commit();
            assertThat(session.list("select extension_key from guildhall.extension_storage"))
                    .isEmpty();
        }
    }

    @Test
    void endsASessionThatDoesNotEndByItself() throws Exception {
        var notes = opened("notes");
        try (Session user = notes.asUser();
                Session session = Session.as(app)) {
            var pid = Integer.valueOf(user.ask("select pg_backend_pid()"));

            assertThat(session.ask("select guildhall.end_extension_session(?, ?)", pid, notes.owner()))
                    .isEqualTo("f");
            assertRefused(
                    NOT_ALLOWED, () -> session.ask("select guildhall.end_extension_session(?, ?)", pid, roles.app()));
            assertThat(session.ask("select guildhall.end_extension_session(?, ?)", pid, notes.user()))
                    .isEqualTo("t");
            assertThatThrownBy(() -> user.ask("select 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void eventsAreThoseOfWhoIsLoggedIn() throws Exception {
        var notes = opened("notes");
        try (Session user = notes.asUser()) {
            user.run("select set_config('guildhall.scope', 'platform', false)");
            user.run("select guildhall_door.emit(gen_random_uuid(), 'notes.made', null, '{}')");
            assertRefused(NOT_ALLOWED, () -> user.run("select * from guildhall.extension_intent"));
        }
        try (Session session = Session.in(acme, app)) {
            assertThat(session.list("select workspace_id || ' ' || extension_key from guildhall.extension_intent"))
                    .containsExactly(acme + " notes");
            assertRefused(
                    NOT_ALLOWED,
                    () -> session.run("select guildhall_door.emit(gen_random_uuid(), 'notes.made', null, '{}')"));
        }
    }

    @Test
    void adoptsWhatWasStoredBeforeEachExtensionHadItsOwnSchema() throws Exception {
        var key = "former-" + acme.toString().substring(0, 8);
        var former = "\"ws_" + key + "\"";
        var id = Storage.workspace(owner, key);
        try (Session session = Session.as(owner)) {
            session.run("set role " + roles.storage());
            session.run("create schema " + former);
            session.run("set search_path = " + former);
            session.run("create table notes_note (id bigint generated always as identity primary key, word text)");
            session.run("create index notes_note_word on notes_note (upper(word))");
            session.run("create table notes_tag (id serial, note bigint references notes_note on delete cascade)");
            session.run("create table notes_part (id int) partition by list (id)");
            session.run("create table notes_part_1 partition of notes_part for values in (1)");
            session.run("create type notes_mood as enum ('glad')");
            session.run("create domain notes_short as text check (length(value) < 10)");
            session.run("create view notes_loud as select upper(word) as word from notes_note");
            session.run("create sequence notes_counter");
            session.run("create function notes_shout() returns text language sql as"
                    + " 'select string_agg(word, '','') from notes_loud'");
            session.run("create function notes_length(note notes_note, mood notes_mood) returns integer language sql as"
                    + " 'select length(note.word)'");
            session.run("create table tasks_task (id int)");
            session.run("insert into notes_note (word) values ('kept')");
            session.run("insert into notes_tag (note) values (1)");
            for (var table : List.of("notes_note", "notes_tag", "notes_part", "tasks_task")) {
                session.run("alter table " + table + " enable row level security");
                session.run("alter table " + table + " force row level security");
                session.run("create policy workspace_scope on " + table + " using (false)");
                session.run("grant select on " + table + " to " + roles.extension());
            }
        }
        var notes = new Storage(app, id, "notes");

        notes.open();

        try (Session user = notes.asUser()) {
            assertThat(user.ask("select notes_shout()")).isEqualTo("KEPT");
            assertThat(user.ask("select notes_length(n, 'glad') from notes_note n"))
                    .as("a function that is named by types which move with it")
                    .isEqualTo("4");
            assertThat(user.run("insert into notes_note (word) values ('new')")).isEqualTo(1);
            assertThat(user.run("insert into notes_tag (note) values (2)")).isEqualTo(1);
            assertThat(user.run("insert into notes_part values (1)")).isEqualTo(1);
            assertThat(user.run("delete from notes_note where id = 1")).isEqualTo(1);
            assertThat(user.list("select note from notes_tag")).containsExactly("2");
            assertThat(user.ask("select nextval('notes_counter')")).isEqualTo("1");
        }
        notes.migrate("alter table notes_note add mood notes_mood, add short notes_short");
        var tasks = new Storage(app, id, "tasks");
        tasks.open();
        try (Session user = tasks.asUser()) {
            assertThat(user.list("select id from tasks_task")).isEmpty();
        }
        try (Session session = Session.as(owner)) {
            assertThat(session.list("select nspname from pg_namespace where nspname = ?", "ws_" + key))
                    .as("the shared schema, empty now")
                    .isEmpty();
        }
    }

    @Test
    void dropsTheSharedSchemaWhenTheLastTwoExtensionsLeaveItAtTheSameMoment() throws Exception {
        var key = "both-" + acme.toString().substring(0, 8);
        var id = Storage.workspace(owner, key);
        try (Session session = Session.as(owner)) {
            session.run("set role " + roles.storage());
            session.run("create schema \"ws_" + key + "\"");
            session.run("set search_path = \"ws_" + key + "\"");
            session.run("create table notes_note (id int)");
            session.run("create table tasks_task (id int)");
        }
        var tasks = new Storage(app, id, "tasks");
        CompletableFuture<Void> opened;
        try (Session first = Session.in(id, app);
                Session observer = Session.as(owner)) {
            first.run(
                    "select guildhall.open_extension_storage(?, 'notes', ?, ?)", id, Storage.scram(), Storage.scram());

            opened = CompletableFuture.runAsync(() -> {
                try {
                    tasks.open();
                } catch (SQLException failed) {
                    throw new CompletionException(failed);
                }
            });
            while (!opened.isDone()
                    && observer.list("select 'waits' from pg_locks where not granted")
                            .isEmpty()) {
                Thread.onSpinWait();
            }
            first.commit();
        }
        opened.get(30, TimeUnit.SECONDS);

        try (Session session = Session.as(owner)) {
            assertThat(session.list("select nspname from pg_namespace where nspname = ?", "ws_" + key))
                    .isEmpty();
        }
    }
}
