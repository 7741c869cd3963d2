package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LastAdministratorTest {

    private static final String USERS = "/api/admin/users/";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;
    private UserProfile ada;
    private HttpTester admin;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
    }

    @BeforeEach
    void leaveOneAdministrator() {
        BENCH.sql("delete from guildhall.user_account");
        ada = node.user(PlatformRole.ADMIN);
        admin = node.signedIn(ada);
    }

    @Test
    void cannotBeRemovedOrDemoted() {
        admin.delete(USERS + ada.id()).expect(409, "USER.LAST_ADMIN");
        admin.put(USERS + ada.id(), json("roles", roles("USER"))).expect(409, "USER.LAST_ADMIN");

        admin.put(USERS + ada.id(), json("roles", roles("ADMIN"))).expect(409, "USER.LAST_ADMIN");

        admin.put(USERS + ada.id(), json("fullName", "Still here", "roles", roles("ADMIN", "USER", "SUPPORT")))
                .expect(200);
    }

    @Test
    void canGoOnceThereIsAnother() {
        var bob = node.user(PlatformRole.ADMIN);

        admin.delete(USERS + ada.id()).expect(204);

        node.signedIn(bob).delete(USERS + bob.id()).expect(409, "USER.LAST_ADMIN");
    }

    @Test
    void remainsWhenAllAreRemovedAtOnce() {
        var all = administrators(64);

        var answers = SignInTest.atOnce(
                64, i -> admin.sendAsync("DELETE", USERS + all.get(i).id(), null));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(204, 409, 403, 401));
        assertThat(answers).filteredOn(answer -> answer.status() == 204).isNotEmpty();
        assertThat(remaining()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void remainsWhenAllDemoteEachOtherAtOnce() {
        var all = administrators(16);
        var clients = new ArrayList<HttpTester>();
        all.forEach(one -> clients.add(node.signedIn(one)));
        clients.forEach(client -> client.get("/api/auth/me").expect(200));

        SignInTest.atOnce(
                64,
                i -> clients.get(i % 16)
                        .sendAsync("PUT", USERS + all.get((i * 7 + 1) % 16).id(), json("roles", roles("USER"))));

        assertThat(remaining()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void isLeftAloneByExactlyOneOfTwo() {
        for (var round = 0; round < 5; round++) {
            leaveOneAdministrator();
            var bob = node.user(PlatformRole.ADMIN);
            var both = List.of(ada, bob);

            var answers = SignInTest.atOnce(
                    64, i -> admin.sendAsync("DELETE", USERS + both.get(i % 2).id(), null));

            assertThat(answers).filteredOn(answer -> answer.status() == 204).hasSize(1);
            assertThat(remaining()).isEqualTo(1);
        }
    }

    private List<UserProfile> administrators(int count) {
        var all = new ArrayList<UserProfile>(List.of(ada));
        while (all.size() < count) {
            all.add(node.user(PlatformRole.ADMIN));
        }
        return all;
    }

    private static int remaining() {
        return BENCH.sql("select from guildhall.user_account where 'ADMIN' = any (roles)")
                .size();
    }

    private static JsonArray roles(String... names) {
        return new JsonArray(List.of(names));
    }
}
