package dev.guildhall.db.migration;

import static dev.guildhall.db.migration.TestServer.APP_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.guildhall.db.migration.Migrator.Migrated;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MigratorTest {

    private static final String HISTORY = "guildhall." + SchemaHistory.TABLE;

    @Test
    void runsEveryMigrationOnce() throws Exception {
        DatabaseUrl owner = TestServer.newDatabase();

        Migrated first = TestServer.migrate(owner);
        Migrated second = TestServer.migrate(owner);

        assertThat(first.migrations()).isEqualTo(MigrationFiles.versions().size());
        assertThat(first.version()).isEqualTo(MigrationFiles.versions().last().getVersion());
        assertThat(second).isEqualTo(new Migrated(first.application(), first.roles(), first.version(), 0));
    }

    @Test
    void handsOutTheApplicationsOwnLogin() throws Exception {
        Migrated migrated = TestServer.migrate(TestServer.newDatabase());

        try (Session app = Session.as(migrated.application())) {
            assertThat(app.ask("select current_user"))
                    .isEqualTo(migrated.roles().app());
        }
    }

    @Test
    void leavesFlywayAsleepWhenNothingIsNew() throws Exception {
        DatabaseUrl owner = TestServer.newDatabase();
        TestServer.migrate(owner);
        try (Session session = Session.as(owner)) {
            session.run("update " + HISTORY + " set checksum = 1 where version = '1'");
        }

        assertThat(TestServer.migrate(owner).migrations())
                .as("Flyway would have refused the changed checksum")
                .isZero();
    }

    @Test
    void noticesAChangedMigrationWhenThereIsANewOneToRun() throws Exception {
        DatabaseUrl owner = TestServer.newDatabase();
        TestServer.migrate(owner);
        try (Session session = Session.as(owner)) {
            session.run("update " + HISTORY + " set checksum = 1 where version = '1'");
            session.run("delete from " + HISTORY + " where version <> '1'");
            session.run("insert into " + HISTORY + " select 9999, '0.5', description, type, script, checksum,"
                    + " installed_by, installed_on, execution_time, success from " + HISTORY);
        }

        assertThatThrownBy(() -> TestServer.migrate(owner))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("checksum mismatch");
    }

    @Test
    void refusesASchemaThatANewerProgramHasMigrated() throws Exception {
        DatabaseUrl owner = TestServer.newDatabase();
        TestServer.migrate(owner);
        try (Session session = Session.as(owner)) {
            session.run("insert into " + HISTORY + " select 9999, '999', description, type, script, checksum,"
                    + " installed_by, installed_on, execution_time, success from " + HISTORY + " where version = '1'");
        }

        assertThatThrownBy(() -> TestServer.migrate(owner))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("at version 999")
                .hasMessageContaining("a newer Guildhall has migrated it");
    }

    @Test
    void nodesThatStartTogetherTakeTurns() throws Exception {
        DatabaseUrl owner = TestServer.newDatabase();
        var nodes = new ArrayList<CompletableFuture<Migrated>>();
        for (int i = 0; i < 4; i++) {
            nodes.add(CompletableFuture.supplyAsync(() -> TestServer.migrate(owner)));
        }

        int migrations =
                nodes.stream().mapToInt(node -> node.join().migrations()).sum();

        assertThat(migrations).isEqualTo(MigrationFiles.versions().size());
    }

    @Test
    void needsNoSuperuser() throws Exception {
        DatabaseUrl owner = TestServer.newDatabaseOfAnOwnerWith("createrole");
        DatabaseUrl application = TestServer.migrate(owner).application();
        var notes = new Storage(
                application, Storage.workspace(TestServer.superuser().withDatabase(owner.database())), "notes");

        notes.open();
        notes.migrate("create table notes_note (word text)");
        try (Session user = notes.asUser()) {
            assertThat(user.run("insert into notes_note values ('written')")).isEqualTo(1);
        }
        notes.open();
        notes.drop();
        assertThat(TestServer.migrate(owner).migrations()).isZero();
    }

    @Test
    void tellsAnAdministratorWhatToRunWhenTheOwnerMayNotMakeRoles() throws Exception {
        DatabaseUrl owner = TestServer.newDatabaseOfAnOwnerWith("nocreaterole");
        var refused = catchThrowableOfType(MigrationException.class, () -> TestServer.migrate(owner));
        assertThat(refused).hasMessageContaining("may not prepare the database").hasMessageNotContainingAny("owners");

        String byHand = refused.getMessage().lines().skip(1).reduce("", String::concat);
        try (Session administrator = Session.as(TestServer.superuser().withDatabase(owner.database()))) {
            administrator.run(byHand.replace("'...'", "'" + APP_PASSWORD.replace("'", "''") + "'"));
        }

        DatabaseUrl application = TestServer.migrate(owner).application();
        var notes = new Storage(
                application, Storage.workspace(TestServer.superuser().withDatabase(owner.database())), "notes");
        notes.open();
        notes.migrate("create table notes_note (word text)");
        notes.drop();
    }

    @Test
    void tellsAnAdministratorWhatToRunWhenTheDatabaseIsNotTheOwners() throws Exception {
        DatabaseUrl database = TestServer.newDatabase();
        String role = database.database() + "_guest";
        try (Session administrator = Session.as(database)) {
            administrator.run("create role " + role + " login createrole password 'guests'");
            administrator.run("grant create on database " + database.database() + " to " + role);
        }

        assertThatThrownBy(() -> TestServer.migrate(database.as(role, "guests")))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("grant create on database");
    }

    @Test
    void refusesAnApplicationRoleThatCouldBypassIsolation() throws Exception {
        DatabaseUrl owner = TestServer.newDatabase();
        Migrated migrated = TestServer.migrate(owner);
        try (Session session = Session.as(owner)) {
            session.run("alter role " + migrated.roles().app() + " bypassrls");
        }

        assertThatThrownBy(() -> TestServer.migrate(owner))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("may bypass row-level security");
    }

    @Test
    void refusesTheApplicationsRoleAsOwner() throws Exception {
        DatabaseUrl owner = TestServer.newDatabase();
        DatabaseUrl application = TestServer.migrate(owner).application();

        assertThatThrownBy(() -> TestServer.migrate(application))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("Give the URL of the database's owner");
    }

    @Test
    void refusesASchemaOfAnotherOwner() throws Exception {
        DatabaseUrl owner = TestServer.newDatabaseOfAnOwnerWith("createrole");
        TestServer.migrate(owner);

        assertThatThrownBy(() -> TestServer.migrate(TestServer.superuser().withDatabase(owner.database())))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("belongs to the role " + owner.user());
    }

    @Test
    void changesTheApplicationsPasswordOnlyWhenItNoLongerFits() throws Exception {
        DatabaseUrl owner = TestServer.newDatabase();
        String first = storedPassword(TestServer.migrate(owner), owner);
        String second = storedPassword(TestServer.migrate(owner), owner);
        String third = storedPassword(new Migrator(owner, "another one").migrate(), owner);

        assertThat(first).startsWith("SCRAM-SHA-256$").isEqualTo(second).isNotEqualTo(third);
        try (Session app = Session.as(owner.as(owner.database() + "_app", "another one"))) {
            assertThat(app.ask("select 1")).isEqualTo("1");
        }
    }

    @Test
    void refusesANodeWithAnotherMasterKey() throws Exception {
        DatabaseUrl owner = TestServer.newDatabase();
        new Migrator(owner, "first").forMasterKey("aaaa").migrate();
        String password =
                storedPassword(new Migrator(owner, "first").forMasterKey("aaaa").migrate(), owner);

        assertThatThrownBy(
                        () -> new Migrator(owner, "other").forMasterKey("bbbb").migrate())
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("another master key")
                .hasMessageContaining("GUILDHALL_SECRET_KEY");
        assertThat(storedPassword(new Migrator(owner, "first").migrate(), owner))
                .isEqualTo(password);
    }

    private static String storedPassword(Migrated migrated, DatabaseUrl superuser) throws SQLException {
        try (Session session = Session.as(superuser)) {
            return session.ask(
                    "select rolpassword from pg_authid where rolname = ?",
                    migrated.roles().app());
        }
    }

    @Test
    void copesWithAnyDatabaseName() throws Exception {
        String name = "Guild \"hall\" no. " + ProcessHandle.current().pid();
        DatabaseUrl owner = TestServer.newDatabase(name);

        Migrated migrated = TestServer.migrate(owner);

        assertThat(migrated.roles().app()).isEqualTo(name + "_app");
        assertThat(TestServer.migrate(owner).migrations()).isZero();
    }

    @Test
    void refusesADatabaseNameThatMigrationsCannotQuote() {
        assertThatThrownBy(() -> new Migrator(TestServer.superuser().withDatabase("it's"), APP_PASSWORD))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("Rename the database");
    }

    @Test
    void refusesADatabaseNameThatLeavesNoRoomForRoles() {
        var owner = TestServer.superuser().withDatabase("g".repeat(54));

        assertThatThrownBy(() -> new Migrator(owner, APP_PASSWORD))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("at most 53 bytes");
    }

    @Test
    void namesTheDatabaseItCannotReachButNotThePassword() {
        var nowhere = DatabaseUrl.parse("postgresql://ada:hush@127.0.0.1:1/guild");

        assertThatThrownBy(() -> TestServer.migrate(nowhere))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("127.0.0.1:1/guild")
                .hasMessageNotContaining("hush");
    }

    @Test
    void refusesAServerThatIsTooOld() {
        var owner = TestServer.superuser();

        assertThatThrownBy(() -> Migrator.requireSupported(14, owner))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("is a PostgreSQL 14, and Guildhall needs 15 or later");
    }
}
