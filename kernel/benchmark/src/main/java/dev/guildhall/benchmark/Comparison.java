package dev.guildhall.benchmark;

import java.util.ArrayList;
import java.util.Locale;

/** Two loads that take turns, so that what else the machine does falls on both; the median of the ratios counts. */
final class Comparison {

    private static final int CONNECTIONS = 64;

    private final int rounds;
    private final int seconds;

    Comparison(int rounds, int seconds) {
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** Something to be measured for some seconds with some connections. */
    @FunctionalInterface
    interface Contender {

        Load.Outcome run(int connections, int seconds) throws Exception;
    }

    void run(String first, Contender ours, String second, Contender theirs) throws Exception {
        ours.run(CONNECTIONS, seconds);
        theirs.run(CONNECTIONS, seconds);
        var ratios = new ArrayList<Double>();
        System.out.printf("round  %-22s per second   p50 ms   p99 ms  errors  ratio%n", "");
        for (var round = 1; round <= rounds; round++) {
            var product = ours.run(CONNECTIONS, seconds);
            var bare = theirs.run(CONNECTIONS, seconds);
            ratios.add(product.perSecond() / bare.perSecond());
            report(round, first, product, "");
            report(round, second, bare, String.format(Locale.ROOT, "%6.2f", ratios.get(round - 1)));
        }
        ratios.sort(null);
        System.out.printf(
                Locale.ROOT,
                "ratio %s/%s: median %.2f, min %.2f, max %.2f%n",
                first,
                second,
                ratios.get(ratios.size() / 2),
                ratios.get(0),
                ratios.get(ratios.size() - 1));
    }

    private static void report(int round, String who, Load.Outcome outcome, String ratio) {
        System.out.printf(
                Locale.ROOT,
                "%5d  %-22s %10.0f %8.2f %8.2f %7d %s%n",
                round,
                who,
                outcome.perSecond(),
                outcome.p50(),
                outcome.p99(),
                outcome.errors(),
                ratio);
    }
}
