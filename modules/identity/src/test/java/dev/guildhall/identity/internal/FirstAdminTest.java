package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.identity.GeneratedAdmin;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FirstAdminTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;
    private static IdentityNode other;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
        other = new IdentityNode(BENCH);
    }

    @BeforeEach
    void forgetEverybody() {
        BENCH.sql("delete from guildhall.user_account");
    }

    @Test
    void hasAPasswordMadeUpWhenNoneIsConfigured() {
        var admin = ensure(node, null, null).orElseThrow();

        assertThat(admin.email()).isEqualTo("admin@guildhall.local");
        assertThat(admin.password()).hasSize(24);
        assertThat(admin.toString()).doesNotContain(admin.password());
        var tokens = node.login(admin.email(), admin.password()).expect(200).data();
        node.http
                .withBearer(tokens.getString("accessToken"))
                .get("/api/admin/users")
                .expect(200);
    }

    @Test
    void isNamedByTheConfiguration() {
        assertThat(ensure(node, "root@example.org", PASSWORD)).isEmpty();

        node.login("root@example.org", PASSWORD).expect(200);
    }

    @Test
    void isNeverOverwritten() {
        ensure(node, "root@example.org", PASSWORD);

        assertThat(ensure(node, "root@example.org", "another password")).isEmpty();
        assertThat(ensure(node, null, null)).isEmpty();

        node.login("root@example.org", PASSWORD).expect(200);
        assertThat(accounts()).isEqualTo(1);
    }

    @Test
    void tellsWhetherAPasswordIsTheirs() {
        ensure(node, "root@example.org", PASSWORD);
        var administrators = node.identity.administrators();

        assertThat(Await.result(administrators.opens("Root@Example.org", PASSWORD)))
                .isTrue();
        assertThat(Await.result(administrators.opens("root@example.org", "another password")))
                .isFalse();
        assertThat(Await.result(administrators.opens("nobody@example.org", PASSWORD)))
                .isFalse();
    }

    @Test
    void isMadeOnceHoweverManyNodesStartAtOnce() {
        var outcomes = new ArrayList<Future<Optional<GeneratedAdmin>>>();
        for (var i = 0; i < 16; i++) {
            var email = Optional.of("admin" + i + "@example.org");
            outcomes.add((i % 2 == 0 ? node : other).identity.administrators().ensureOne(email, Optional.empty()));
        }

        Await.result(Future.all(outcomes));

        assertThat(accounts()).isEqualTo(1);
        var generated =
                outcomes.stream().map(Future::result).flatMap(Optional::stream).toList();
        assertThat(generated).hasSize(1);
        node.login(generated.get(0).email(), generated.get(0).password()).expect(200);
    }

    @Test
    void isNotMadeWithAPasswordThatNobodyElseMayHaveEither() {
        var refused = node.identity.administrators().ensureOne(Optional.of("root@example.org"), Optional.of("short"));

        Await.problem(refused, CommonError.REQUEST_INVALID);
        assertThat(accounts()).isZero();
    }

    private static Optional<GeneratedAdmin> ensure(IdentityNode on, String email, String password) {
        return Await.result(
                on.identity.administrators().ensureOne(Optional.ofNullable(email), Optional.ofNullable(password)));
    }

    private static int accounts() {
        return BENCH.sql("select from guildhall.user_account").size();
    }
}
