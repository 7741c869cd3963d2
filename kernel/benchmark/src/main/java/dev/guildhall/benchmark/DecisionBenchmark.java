package dev.guildhall.benchmark;

import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What a permission decision costs in memory, measured by JMH beside jCasbin's on the same data. Medians count, for on a
 * machine that does other things the mean tells more of these.
 */
final class DecisionBenchmark {

    void run() throws Exception {
        var options = new OptionsBuilder()
                .include(Decisions.class.getSimpleName())
                .mode(Mode.SampleTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .jvmArgsAppend("-Xmx512m")
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(3)
                .measurementTime(TimeValue.seconds(1))
                .shouldFailOnError(true)
                .build();
        var results = new Runner(options).run();
        var ours = score(results, "guildhall");
        System.out.printf(
                Locale.ROOT,
                "%nA decision takes %.0f ns, %.0f ns of a token with scopes.%n",
                ours,
                score(results, "guildhallWithScopes"));
        System.out.printf(
                Locale.ROOT,
                "In an organization it takes %.0f ns for who comes by a team, %.0f ns by their role in it, %.0f ns by both"
                        + " and as a member of two teams and the workspace, %.0f ns by nothing.%n",
                score(results, "byTeam"),
                score(results, "byOrganizationRole"),
                score(results, "bySeveral"),
                score(results, "byNone"));
        System.out.printf(
                Locale.ROOT,
                "jCasbin takes %.0f ns, %.0f times as long; %.0f ns when it has remembered the answer itself.%n",
                score(results, "jCasbin"),
                score(results, "jCasbin") / ours,
                score(results, "jCasbinRemembering"));
    }

    private static double score(Collection<RunResult> results, String benchmark) {
        return results.stream()
                .map(RunResult::getPrimaryResult)
                .filter(result -> result.getLabel().equals(benchmark))
                .findFirst()
                .orElseThrow()
                .getStatistics()
                .getPercentile(50);
    }
}
