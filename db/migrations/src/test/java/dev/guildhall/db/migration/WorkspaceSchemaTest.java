package dev.guildhall.db.migration;

import static dev.guildhall.db.migration.SqlAssertions.INVALID_VALUE;
import static dev.guildhall.db.migration.SqlAssertions.NOT_ALLOWED;
import static dev.guildhall.db.migration.SqlAssertions.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceSchemaTest {

    private static final String CREATE = "select guildhall.create_workspace_schema(?, ?)";
    private static final String DROP = "select guildhall.drop_workspace_schema(?, ?)";
    private static final String EXISTS = "select count(*) from pg_namespace where nspname = ?";

    private static DatabaseUrl app;
    private static Roles roles;

    private UUID acme;
    private String key;

    @BeforeAll
    static void migrate() throws SQLException {
        DatabaseUrl owner = TestServer.newDatabase();
        roles = TestServer.migrate(owner).roles();
        app = owner.as(roles.app(), TestServer.APP_PASSWORD);
    }

    @BeforeEach
    void anotherWorkspace() {
        acme = UUID.randomUUID();
        key = "acme-" + acme.toString().substring(0, 8);
    }

    @Test
    void isNamedAfterTheKeyHyphensIncluded() throws Exception {
        try (Session session = Session.in(acme, app)) {
            assertThat(session.ask(CREATE, acme, key)).isEqualTo("ws_" + key);
            assertThat(session.ask(EXISTS, "ws_" + key)).isEqualTo("1");
        }
    }

    @Test
    void belongsToTheStorageRole() throws Exception {
        try (Session session = Session.in(acme, app)) {
            String schema = session.ask(CREATE, acme, key);
            assertThat(session.ask("select pg_get_userbyid(nspowner) from pg_namespace where nspname = ?", schema))
                    .isEqualTo(roles.storage());
        }
    }

    @Test
    void creatingItAgainChangesNothing() throws Exception {
        create();
        try (Session session = Session.in(acme, app)) {
            assertThat(session.ask(CREATE, acme, key)).isEqualTo("ws_" + key);
        }
    }

    @Test
    void manyMayCreateItAtOnce() {
        var creations = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 4; i++) {
            creations.add(CompletableFuture.runAsync(() -> {
                try {
                    create();
                } catch (SQLException failed) {
                    throw new CompletionException(failed);
                }
            }));
        }

        assertThat(creations).allSatisfy(creation -> creation.join());
    }

    @Test
    void isMadeAndDroppedInItsWorkspacesScopeOnly() throws Exception {
        create();
        for (Object scope : new Object[] {UUID.randomUUID(), "platform", ""}) {
            try (Session session = Session.in(scope, app)) {
                assertRefused(NOT_ALLOWED, () -> session.run(CREATE, acme, key));
            }
            try (Session session = Session.in(scope, app)) {
                assertRefused(NOT_ALLOWED, () -> session.run(DROP, acme, key));
            }
        }
        try (Session session = Session.as(app)) {
            assertRefused(NOT_ALLOWED, () -> session.run(CREATE, acme, key));
            assertRefused(NOT_ALLOWED, () -> session.run(CREATE, null, key));
        }
    }

    @Test
    void isNeverHandedToAnotherWorkspace() throws Exception {
        create();
        UUID globex = UUID.randomUUID();
        try (Session session = Session.in(globex, app)) {
            assertRefused(NOT_ALLOWED, () -> session.run(CREATE, globex, key))
                    .hasMessageContaining("does not belong to workspace");
        }
        try (Session session = Session.in(globex, app)) {
            assertRefused(NOT_ALLOWED, () -> session.run(DROP, globex, key));
        }
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "ab",
                "Acme",
                "9lives",
                "-acme",
                "acme-",
                "acme_corp",
                "acme\"; drop schema guildhall; --",
                "a\nb",
                "acme\n",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddx"
            })
    void refusesWhatIsNoKey(String noKey) throws Exception {
        try (Session session = Session.in(acme, app)) {
            assertRefused(
                    INVALID_VALUE,
                    () -> session.run("select guildhall.create_workspace_schema(?, ?::text)", acme, noKey));
        }
    }

    @Test
    void droppingRemovesItWithAllItHolds() throws Exception {
        create();
        try (Session session = Session.in(acme, app)) {
            session.run(
                    "select guildhall.run_extension_migration(?, ?, 'notes_', ?)",
                    acme,
                    "ws_" + key,
                    "create table notes_note (word text)");
            session.commit();
        }

        try (Session session = Session.in(acme, app)) {
            assertThat(session.ask(DROP, acme, key)).isEqualTo("t");
            assertThat(session.ask(EXISTS, "ws_" + key)).isEqualTo("0");
            assertThat(session.ask(DROP, acme, key)).as("a second time").isEqualTo("f");
        }
    }

    private void create() throws SQLException {
        try (Session session = Session.in(acme, app)) {
            session.run(CREATE, acme, key);
            session.commit();
        }
    }
}
