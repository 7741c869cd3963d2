package dev.guildhall.benchmark;

import dev.guildhall.benchmark.SignIns.Person;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;

/**
 * How many people sign in a second, by each of the ways there are, and what a flood of wrong passwords does to those who
 * work and to those who sign in meanwhile; see {@link WrongPasswords}.
 */
final class SignInBenchmark {

    private static final List<String> JVM = List.of("-Xmx512m");

    private final int seconds;
    private final int guessesPerSecond;

    SignInBenchmark(int seconds, int guessesPerSecond) {
        this.seconds = seconds;
        this.guessesPerSecond = guessesPerSecond;
    }

    /** Returns what was wrong. */
    List<String> run() throws Exception {
        var vertx = Vertx.vertx();
        try (var workplace = Workplace.make();
                var postgres =
                        EmbeddedPostgres.start(Options.in(workplace.directory().resolve("postgres")));
                var product = Product.start(
                        JVM,
                        workplace.data(),
                        "--database-url",
                        postgres.url(EmbeddedPostgres.DATABASE),
                        "--trusted-proxies",
                        "127.0.0.1",
                        "--webhook-allow-private");
                var provider = OpenIdProvider.start(vertx)) {
            var people = new SignIns(product, product.signIn());
            measure("by a password", people.byPassword());
            measure("by a passkey", people.byPasskey());
            measure("by an OpenID provider", people.byProvider(provider, Versus.owner(postgres)));
            return new WrongPasswords(product, product.signIn(), people, seconds).run(guessesPerSecond);
        } finally {
            vertx.close();
        }
    }

    /** The first half is for the JVM to get warm. */
    private void measure(String way, List<Person> people) throws Exception {
        SignIns.run(people, seconds);
        var outcome = SignIns.run(people, seconds);
        System.out.printf(
                Locale.ROOT,
                "%-22s %6.0f sign-ins/s of %d people at once   p50 %6.1f ms   p99 %6.1f ms   slowest %6.1f ms%n",
                way,
                outcome.perSecond(),
                people.size(),
                outcome.p50(),
                outcome.p99(),
                outcome.slowest());
    }
}
