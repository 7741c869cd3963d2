package dev.guildhall.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Two loads that take turns, so that what else the machine does falls on both; the median of the ratios counts. */
final class Comparison {

    private static final int CONNECTIONS = 64;
    /** As much may two windows that follow each other differ when the JVM is warm. */
    private static final double STEADY = 0.05;

    private static final int LONGEST_WARM_UP = 15;

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

    /** A turn of each. */
    record Round(Load.Outcome ours, Load.Outcome theirs) {

        double ratio() {
            return ours.perSecond() / theirs.perSecond();
        }
    }

    /** All rounds, and how many windows the warm-up took; one that did not end says so. */
    record Result(List<Round> rounds, int windows, boolean isSteady) {

        double median() {
            return sorted().get(rounds.size() / 2);
        }

        double lowest() {
            return sorted().get(0);
        }

        double highest() {
            return sorted().get(rounds.size() - 1);
        }

        long errors() {
            return rounds.stream()
                    .mapToLong(round -> round.ours().errors() + round.theirs().errors())
                    .sum();
        }

        private List<Double> sorted() {
            return rounds.stream().map(Round::ratio).sorted().toList();
        }
    }

    Result run(String first, Contender ours, String second, Contender theirs) throws Exception {
        var warm = new WarmUp();
        while (!warm.isOver()) {
            var window = new Round(ours.run(CONNECTIONS, seconds), theirs.run(CONNECTIONS, seconds));
            warm.add(window.ours().perSecond(), window.theirs().perSecond());
            System.out.printf(
                    Locale.ROOT,
                    "warm-up %d: %.0f and %.0f per second%n",
                    warm.windows,
                    window.ours().perSecond(),
                    window.theirs().perSecond());
        }
        var measured = new ArrayList<Round>();
        System.out.printf("round  %-22s per second   p50 ms   p99 ms  errors  ratio%n", "");
        for (var i = 1; i <= rounds; i++) {
            var round = new Round(ours.run(CONNECTIONS, seconds), theirs.run(CONNECTIONS, seconds));
            measured.add(round);
            report(i, first, round.ours(), "");
            report(i, second, round.theirs(), String.format(Locale.ROOT, "%6.2f", round.ratio()));
        }
        var result = new Result(List.copyOf(measured), warm.windows, warm.isSteady);
        System.out.printf(
                Locale.ROOT,
                "ratio %s/%s: median %.2f, min %.2f, max %.2f, after a warm-up of %d windows%s%n",
                first,
                second,
                result.median(),
                result.lowest(),
                result.highest(),
                warm.windows,
                warm.isSteady ? "" : " that had not come to rest");
        return result;
    }

    /** Until two windows agree, of both. */
    private static final class WarmUp {

        private double ours;
        private double theirs;
        private int windows;
        private boolean isSteady;

        void add(double nextOfOurs, double nextOfTheirs) {
            isSteady = agree(ours, nextOfOurs) && agree(theirs, nextOfTheirs);
            ours = nextOfOurs;
            theirs = nextOfTheirs;
            windows++;
        }

        boolean isOver() {
            return isSteady || windows == LONGEST_WARM_UP;
        }

        private static boolean agree(double before, double after) {
            return Math.abs(after - before) <= STEADY * before;
        }
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
