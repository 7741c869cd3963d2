package dev.guildhall.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.guildhall.core.config.Secret;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.secret.SecretUnreadableException;
import dev.guildhall.identity.IdentityOptions;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SigningKeysTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private final TestClock clock = new TestClock();

    @BeforeEach
    void forgetAllKeys() {
        BENCH.sql("delete from guildhall.signing_key");
    }

    @Test
    void makesOneKeyHoweverManyNodesStartAtOnce() {
        var nodes = IntStream.range(0, 8).mapToObj(i -> keys()).toList();

        Await.result(Future.all(nodes.stream().map(SigningKeys::refresh).toList()));

        assertThat(nodes.stream().map(SigningKeysTest::published).collect(Collectors.toSet()))
                .hasSize(1)
                .allSatisfy(kids -> assertThat(kids).hasSize(1));
    }

    @Test
    void hasTheSameKeyAfterARestart() {
        var before = started();

        assertThat(published(started())).isEqualTo(published(before));
    }

    @Test
    void publishesTheNextKeyAnHourBeforeItSigns() throws Exception {
        var keys = started();
        var first = signing(keys);

        clock.forward(Duration.ofDays(30).minusMinutes(59));
        Await.result(keys.refresh());
        assertThat(published(keys)).hasSize(2);
        assertThat(signing(keys)).isEqualTo(first);

        clock.forward(Duration.ofMinutes(59));
        assertThat(signing(keys)).isEqualTo(first);

        clock.forward(Duration.ofMinutes(2));
        assertThat(signing(keys)).isNotEqualTo(first);
        assertThat(published(keys)).contains(first, signing(keys)).hasSize(2);
    }

    @Test
    void verifiesWithTheFormerKeyUntilItsLastTokenHasExpired() throws Exception {
        var keys = started();
        var first = signing(keys);
        clock.forward(Duration.ofDays(30));
        Await.result(keys.refresh());
        clock.forward(Duration.ofHours(1).plusMinutes(15));
        Await.result(keys.refresh());
        assertThat(keys.ring().verifier(first)).isNotNull();

        clock.forward(Duration.ofMinutes(6));
        Await.result(keys.refresh());

        assertThat(keys.ring().verifier(first)).isNull();
        assertThat(published(keys)).containsExactly(signing(keys));
        assertThat(BENCH.sql("select kid from guildhall.signing_key").size()).isEqualTo(1);
    }

    @Test
    void makesOneNextKeyHoweverManyNodesNoticeThatItIsTime() {
        var nodes = IntStream.range(0, 8).mapToObj(i -> started()).toList();
        clock.forward(Duration.ofDays(30));

        Await.result(Future.all(nodes.stream().map(SigningKeys::refresh).toList()));

        assertThat(nodes.stream().map(SigningKeysTest::published).collect(Collectors.toSet()))
                .hasSize(1)
                .allSatisfy(kids -> assertThat(kids).hasSize(2));
    }

    @Test
    void rotatesAgainAndAgain() throws Exception {
        var keys = started();
        var signers = new TreeSet<String>();
        for (var i = 0; i < 4; i++) {
            signers.add(signing(keys));
            clock.forward(Duration.ofDays(30));
            Await.result(keys.refresh());
            clock.forward(Duration.ofHours(2));
            Await.result(keys.refresh());
        }

        assertThat(signers).hasSize(4);
        assertThat(published(keys)).hasSize(1);
    }

    @Test
    void keepsThePrivatePartSealed() {
        Await.result(keys().refresh());

        var stored = BENCH.sql("select public_jwk::text as public_part, sealed_private_jwk from guildhall.signing_key")
                .iterator()
                .next();
        var sealed = stored.getString("sealed_private_jwk");

        assertThat(stored.getString("public_part") + sealed)
                .doesNotContain("\"d\"")
                .doesNotContain("\"p\"")
                .doesNotContain("\"qi\"");
        assertThat(Await.result(new SigningKeyTable().all(BENCH.database())).toString())
                .startsWith("[SigningKey[")
                .doesNotContain(sealed);
    }

    @Test
    void doesNotStartWithAnotherMasterKey() {
        Await.result(keys().refresh());
        var other = new SecretBox(MasterKey.of(new Secret("HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")));
        var stranger = new SigningKeys(
                BENCH.vertx(), BENCH.database(), other, new IdentityOptions(IdentityNode.PUBLIC_URL, true), clock);

        assertThat(Await.failure(stranger.refresh())).isInstanceOf(SecretUnreadableException.class);
    }

    @Test
    void keepsLiveTokensWorkingWhileKeysRotate() {
        var node = new IdentityNode(BENCH);
        var ada = node.user();
        node.clock.forward(Duration.ofDays(30));
        Await.result(node.identity.keys().refresh());
        node.clock.forward(Duration.ofMinutes(59));
        var before = node.login(ada).getString("accessToken");
        node.clock.forward(Duration.ofMinutes(2));
        var after = node.login(ada).getString("accessToken");
        Await.result(node.identity.keys().refresh());

        node.http.withBearer(before).get("/api/auth/me").expect(200);
        node.http.withBearer(after).get("/api/auth/me").expect(200);
        var restarted = new IdentityNode(BENCH);
        restarted.clock.forward(Duration.ofDays(30).plusMinutes(61));
        restarted.http.withBearer(before).get("/api/auth/me").expect(200);
        restarted.http.withBearer(after).get("/api/auth/me").expect(200);
    }

    private SigningKeys keys() {
        return new SigningKeys(
                BENCH.vertx(),
                BENCH.database(),
                IdentityNode.SECRETS,
                new IdentityOptions(IdentityNode.PUBLIC_URL, true),
                clock);
    }

    private SigningKeys started() {
        var keys = keys();
        Await.result(keys.refresh());
        return keys;
    }

    private String signing(SigningKeys keys) throws Exception {
        var tokens = new AccessTokens(BENCH.vertx(), keys, new IdentityOptions(IdentityNode.PUBLIC_URL, true), clock);
        var session = new Session(
                new UUID(1, 1),
                new UserId(new UUID(2, 2)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                clock.instant().plusSeconds(60),
                false);
        return SignedJWT.parse(Await.result(tokens.issue(session)).token())
                .getHeader()
                .getKeyID();
    }

    private static Set<String> published(SigningKeys keys) {
        try {
            return JWKSet.parse(keys.ring().published().encode()).getKeys().stream()
                    .map(key -> key.getKeyID())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (ParseException notAKeySet) {
            throw new AssertionError(notAKeySet);
        }
    }
}
