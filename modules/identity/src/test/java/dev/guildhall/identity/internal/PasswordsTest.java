package dev.guildhall.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.thread.LowPriority;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import dev.guildhall.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PasswordsTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final String PASSWORD = "correct horse battery staple";

    private static final Asker ASKER = Asker.stranger(Origin.UNKNOWN);

    private final Passwords passwords = new Passwords(VERTX);

    @AfterAll
    static void close() {
        Await.result(VERTX.close());
    }

    @Test
    void hashesWithArgon2idAsOwaspRecommends() {
        var hash = Await.result(passwords.hash(PASSWORD, ASKER));

        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain(PASSWORD);
    }

    @Test
    void saltsEveryHashAnew() {
        assertThat(Await.result(passwords.hash(PASSWORD, ASKER)))
                .isNotEqualTo(Await.result(passwords.hash(PASSWORD, ASKER)));
    }

    @Test
    void knowsThePasswordItHashed() {
        var hash = Optional.of(Await.result(passwords.hash(PASSWORD, ASKER)));

        assertThat(Await.result(passwords.matches(PASSWORD, hash, ASKER))).isTrue();
        assertThat(Await.result(passwords.matches(PASSWORD + " ", hash, ASKER))).isFalse();
        assertThat(Await.result(passwords.matches("", hash, ASKER))).isFalse();
    }

    @Test
    void hashesOnThreadsThatYieldToThoseOfWhoeverWorks() {
        assumeTrue(LowPriority.currentThread().isPresent(), "threads can be told");

        Await.result(passwords.hash(PASSWORD, new Asker("203.0.113.1", true)));
        Await.result(passwords.hash(PASSWORD, new Asker("203.0.113.2", false)));

        Await.until(() -> assertThat(nicenessOfThreads("guildhall-passw"))
                .as("of who is known, and of a stranger")
                .contains(LowPriority.BELOW_NORMAL, LowPriority.LOW));
    }

    private static List<Integer> nicenessOfThreads(String name) throws IOException {
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.map(PasswordsTest::stat)
                    .filter(stat -> stat.contains("(" + name + ")"))
                    // Counted from the end of the name.
                    .map(stat -> Integer.valueOf(
                            stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]))
                    .toList();
        }
    }

    private static String stat(Path task) {
        try {
            return Files.readString(task.resolve("stat"));
        } catch (IOException ended) {
            return "";
        }
    }

    @Test
    void knowsThePasswordsThatFormerReleasesHashedByAnotherLibrary() {
        var hash = Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID)
                .hash("caf\u00e9 \ud83d\ude00".getBytes(StandardCharsets.UTF_8), new byte[16])
                .getResult();

        assertThat(Await.result(passwords.matches("caf\u00e9 \ud83d\ude00", Optional.of(hash), ASKER)))
                .isTrue();
        assertThat(Await.result(passwords.matches("cafe \ud83d\ude00", Optional.of(hash), ASKER)))
                .isFalse();
        assertThat(Passwords.isOutdated(hash)).isFalse();
    }

    @Test
    void isClosedOnlyWhenNothingIsUnderWayAnyMore() {
        var vertx = Vertx.vertx();
        var closing = new Passwords(vertx);
        var begun = IntStream.range(0, 2)
                .mapToObj(i -> closing.hash(PASSWORD, ASKER))
                .toList();

        Await.result(closing.close());

        assertThat(begun).allMatch(Future::isComplete);
        Await.result(vertx.close());
    }

    @Test
    void knowsAPasswordFromAnotherKeyboard() {
        var composed = Optional.of(Await.result(passwords.hash("caf\u00e9 caf\u00e9", ASKER)));

        assertThat(Await.result(passwords.matches("cafe\u0301 cafe\u0301", composed, ASKER)))
                .isTrue();
    }

    @Test
    void takesAnyCharactersAndTheLongestPassword() {
        for (var odd :
                new String[] {"\0\0\0\0\0\0\0\0", "\ud83d\ude00".repeat(512), "half \ud83d", "\uFDFA".repeat(1024)}) {
            var hash = Optional.of(Await.result(passwords.hash(odd, ASKER)));

            assertThat(Await.result(passwords.matches(odd, hash, ASKER))).isTrue();
        }
    }

    @Test
    void tellsWhoStillWaitsWhenTheNodeStopsToComeBack() {
        var vertx = Vertx.vertx();
        var stopping = new Passwords(vertx);
        var asked = IntStream.range(0, 10)
                .mapToObj(each -> stopping.hash(PASSWORD, ASKER))
                .toList();

        Await.result(stopping.close());

        Await.until(() -> assertThat(asked).allMatch(Future::isComplete));
        assertThat(asked)
                .filteredOn(Future::failed)
                .isNotEmpty()
                .allSatisfy(refused -> assertThat(refused.cause())
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.code()).isEqualTo(CommonError.UNAVAILABLE)));
        Await.result(vertx.close());
    }

    @Test
    void doesTheSameWorkForNobodyAndFindsNobody() {
        assertThat(Await.result(passwords.matches(PASSWORD, Optional.empty(), ASKER)))
                .isFalse();

        // Equal parameters make one instance: the same computation as for any hash made now.
        var ofNobody = Argon2Function.getInstanceFromHash(Passwords.NOBODY);
        var ofSomebody = Argon2Function.getInstanceFromHash(Await.result(passwords.hash(PASSWORD, ASKER)));
        assertThat(ofNobody).isSameAs(ofSomebody);
    }

    @Test
    void seesWhenAHashWasMadeWithOtherParameters() {
        assertThat(Passwords.isOutdated(Await.result(passwords.hash(PASSWORD, ASKER))))
                .isFalse();
        assertThat(Passwords.isOutdated(OldHashes.weaker(PASSWORD))).isTrue();
    }

    @Test
    void stillKnowsAPasswordHashedWithOtherParameters() {
        var hash = Optional.of(OldHashes.weaker(PASSWORD));

        assertThat(Await.result(passwords.matches(PASSWORD, hash, ASKER))).isTrue();
        assertThat(Await.result(passwords.matches("another one", hash, ASKER))).isFalse();
    }

    @Test
    void refusesMoreThanItCanHashSoonAndRecovers() {
        var own = new Passwords(VERTX);
        var cheap = Optional.of(OldHashes.weaker(PASSWORD));
        var asked = new ArrayList<Future<Boolean>>();
        for (var i = 0; i < 1_000; i++) {
            asked.add(own.matches(PASSWORD, cheap, ASKER));
        }
        var refused = asked.stream().filter(Future::failed).map(Future::cause).toList();

        assertThat(refused).hasSizeGreaterThan(500).allSatisfy(failure -> {
            assertThat(((Problem) failure).code()).isEqualTo(CommonError.UNAVAILABLE);
            assertThat(((Problem) failure).retryAfter()).isPositive();
        });
        Await.result(Future.join(asked).otherwiseEmpty());
        assertThat(Await.result(own.matches(PASSWORD, cheap, ASKER))).isTrue();
    }

    @Test
    void neverHashesOnAnEventLoop() {
        var thread = Await.result(Future.<String>future(promise -> VERTX.runOnContext(run -> {
            var blocked = passwords.hash(PASSWORD, ASKER);
            promise.complete(blocked.isComplete() + " " + Thread.currentThread().getName());
        })));

        assertThat(thread).startsWith("false vert.x-eventloop");
    }
}
