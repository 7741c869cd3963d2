package dev.guildhall.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.security.Origin;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.SignIn;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StrangersTest {

    private static final String HOME = "198.51.100.7";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
    }

    @Test
    void whoGuessFromEverywhereAreLimitedAndKeepNobodyOutWhoComesFromAKnownNetwork() {
        var ada = node.user();
        cheaplyHashed(ada);
        Await.result(signIn(ada, IdentityNode.PASSWORD, HOME));
        cheaplyHashed(ada);

        for (var network = 0; network < 50; network++) {
            Await.problem(signIn(ada, "wrong", "203.0.113." + network), IdentityError.AUTH_BAD_CREDENTIALS);
        }

        Await.problem(signIn(ada, "wrong", "203.0.113.200"), IdentityError.AUTH_TOO_MANY_ATTEMPTS);
        assertThat(Await.result(signIn(ada, IdentityNode.PASSWORD, HOME))
                        .account()
                        .id())
                .isEqualTo(ada.id());
    }

    @Test
    void areKnownOnTheNextNodeToo() {
        var ada = node.user();
        Await.result(signIn(ada, IdentityNode.PASSWORD, HOME));

        var known = Await.result(new PasswordTable().findByEmail(BENCH.database(), ada.email(), at(HOME)));
        var stranger = Await.result(new PasswordTable().findByEmail(BENCH.database(), ada.email(), at("203.0.113.7")));

        assertThat(known.orElseThrow().fromKnownNetwork()).isTrue();
        assertThat(stranger.orElseThrow().fromKnownNetwork()).isFalse();
    }

    private static Future<SignIn.SignedIn> signIn(UserProfile user, String password, String address) {
        return node.identity
                .signIn()
                .signIn(user.email(), password, Optional.empty(), at(address))
                .map(SignIn.SignedIn.class::cast);
    }

    private static Client at(String address) {
        return new Client(new Origin(address, null), "test", Optional.empty());
    }

    private static void cheaplyHashed(UserProfile user) {
        BENCH.sql(
                "update guildhall.user_account set password_hash = $2 where id = $1",
                user.id().value(),
                OldHashes.weaker(IdentityNode.PASSWORD));
    }
}
