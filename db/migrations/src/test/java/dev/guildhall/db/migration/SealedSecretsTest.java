package dev.guildhall.db.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SealedSecretsTest {

    private static final String SEALED = "eyJhbGciOiJkaXIifQ..AAAAAAAAAAAAAAAA.c2VjcmV0.dGFn";
    private static final String ANEW = "eyJhbGciOiJkaXIifQ..BBBBBBBBBBBBBBBB.c2VjcmV0.dGFn";

    /** The owner cannot see them either, unless row-level security is lifted. */
    @Test
    void areSealedAnewOfEveryTenantByAnOwnerWhoIsNoSuperuser() throws Exception {
        var owner = TestServer.newDatabaseOfAnOwnerWith("createrole");
        new Migrator(owner, TestServer.APP_PASSWORD).forMasterKey("former").migrate();
        subscriptions(owner);

        var sealed = SealedSecrets.reseal(owner, "former", "latter", text -> Optional.of(ANEW));

        assertThat(sealed).isEqualTo(4);
        try (var superuser = Session.as(TestServer.superuser().withDatabase(owner.database()))) {
            assertThat(superuser.ask("select string_agg(secret, ' ' order by id) from guildhall.event_subscription"))
                    .isEqualTo(ANEW + " " + ANEW + " not sealed");
            assertThat(
                            superuser.ask(
                                    "select string_agg(former_secrets::text, ' ' order by id) from guildhall.event_subscription"))
                    .isEqualTo("{} {" + ANEW + ",\"not sealed\"," + ANEW + "} {}");
            assertThat(superuser.ask("select fingerprint from guildhall.master_key"))
                    .isEqualTo("latter");
            assertThat(
                            superuser.ask(
                                    "select relforcerowsecurity from pg_class where oid = 'guildhall.event_subscription'::regclass"))
                    .isEqualTo("t");
        }
        assertThat(SealedSecrets.reseal(owner, "former", "latter", text -> Optional.empty()))
                .isZero();
    }

    @Test
    void stayAsTheyAreWhenOneOfThemCannotBeOpened() throws Exception {
        var owner = TestServer.newDatabase();
        new Migrator(owner, TestServer.APP_PASSWORD).forMasterKey("former").migrate();
        subscriptions(owner);

        assertThatThrownBy(() -> SealedSecrets.reseal(owner, "former", "latter", text -> {
                    throw new IllegalStateException("changed");
                }))
                .hasMessage("changed");

        try (var session = Session.as(owner)) {
            assertThat(session.ask("select fingerprint from guildhall.master_key"))
                    .isEqualTo("former");
            assertThat(session.ask("select count(*) from guildhall.event_subscription where secret = ?", SEALED))
                    .isEqualTo("2");
        }
    }

    @Test
    void areLeftAloneWhileANodeWorksWithTheFormerKey() throws Exception {
        var owner = TestServer.newDatabase();
        var migrated = new Migrator(owner, TestServer.APP_PASSWORD)
                .forMasterKey("former")
                .migrate();

        try (var node = Session.as(migrated.application())) {
            assertThatThrownBy(() -> SealedSecrets.reseal(owner, "former", "latter", Optional::of))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("Stop all nodes");
            node.run("select 1");
        }
    }

    @Test
    void areNotTouchedWithAKeyThatIsNotTheirs() throws Exception {
        var owner = TestServer.newDatabase();
        new Migrator(owner, TestServer.APP_PASSWORD).forMasterKey("former").migrate();

        assertThatThrownBy(() -> SealedSecrets.reseal(owner, "another", "latter", Optional::of))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("another master key than this one");
    }

    private static void subscriptions(DatabaseUrl owner) throws SQLException {
        try (var superuser = Session.as(TestServer.superuser().withDatabase(owner.database()))) {
            superuser.run("set session_replication_role = replica");
            superuser.run("""
                    insert into guildhall.event_subscription (tenant_kind, tenant_id, id, name, types, sink_kind, sink, ordered, enabled,
                           secret, former_secrets, former_secrets_until, from_sequence, created_by, created_at, updated_at)
                    select 'WORKSPACE', gen_random_uuid(), lpad(n::text, 32, '0')::uuid, 'S', '{}', 'WEBHOOK', '{}', false, false,
                           case n when 3 then 'not sealed' else '%1$s' end,
                           case n when 2 then array['%1$s', 'not sealed', '%1$s'] else '{}' end,
                           case n when 2 then array[now(), now(), now()] else '{}' end, 0, 'system', now(), now()
                      from generate_series(1, 3) n""".formatted(SEALED));
        }
    }
}
