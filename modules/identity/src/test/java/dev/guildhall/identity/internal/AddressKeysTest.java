package dev.guildhall.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AddressKeysTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
    }

    @Test
    void areGivenToAccountsFromBeforeThereWereAny() {
        var user = node.user();
        movedWithoutKey(user, "Jos\u00C9@m\u00FCnchen.example");

        new IdentityNode(BENCH);

        assertThat(found("jos\u00E9@xn--mnchen-3ya.example"))
                .isEqualTo(user.id().toString());
    }

    @Test
    void areKeptByTheOlderOfTwoAccountsAndNobodyIsFoundByTheOthers() {
        var older = node.user();
        var younger = node.user();
        movedWithoutKey(older, "twin\u00E9@example.org");
        movedWithoutKey(younger, "TWIN\u00C9@example.org");

        new IdentityNode(BENCH);

        assertThat(found("Twin\u00E9@example.org")).isEqualTo(older.id().toString());
        var given = "other-" + Ids.next() + "@example.org";
        node.admin()
                .put("/api/admin/users/" + younger.id(), IdentityNode.json("email", given))
                .expect(200);
        assertThat(found(given)).isEqualTo(younger.id().toString());
    }

    @Test
    void areOfTheAddressAnAdministratorGives() {
        var user = node.user();
        var path = "/api/admin/users/" + user.id();

        var moved = node.admin()
                .put(path, IdentityNode.json("email", "Gr\u00DCn-" + user.id() + "@example.org"))
                .expect(200)
                .data();
        var doubted = node.admin()
                .put(path, IdentityNode.json("emailVerified", false))
                .expect(200)
                .data();

        assertThat(moved.getBoolean("emailVerified")).isTrue();
        assertThat(doubted.getBoolean("emailVerified")).isFalse();
        assertThat(found("gr\u00FCn-" + user.id() + "@example.org"))
                .isEqualTo(user.id().toString());
        assertThat(found(user.email())).isEqualTo("nobody");
    }

    private static void movedWithoutKey(UserProfile user, String email) {
        BENCH.sql(
                "update guildhall.user_account set email = $2, email_key = null where id = $1",
                user.id().value(),
                email);
    }

    private static String found(String email) {
        return Await.result(node.identity.users().findByEmail(email))
                .map(profile -> profile.id().toString())
                .orElse("nobody");
    }
}
