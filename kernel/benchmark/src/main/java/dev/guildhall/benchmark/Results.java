package dev.guildhall.benchmark;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured so far, as the {@link Report} shows it. */
final class Results {

    private static final double AT_MOST_TIMES = 1.5;

    private final List<JsonObject> cases = new ArrayList<>();

    List<JsonObject> cases() {
        return cases;
    }

    /** What was compared in turns. */
    void add(String duty, String baseline, double atLeast, Comparison.Result result, long residentMiB) {
        var turns = new JsonArray();
        result.rounds().forEach(round -> turns.add(turn(round.ours(), round.theirs())));
        cases.add(new JsonObject()
                .put("duty", duty)
                .put("baseline", baseline)
                .put("atLeast", atLeast)
                .put("ratio", result.median())
                .put("lowest", result.lowest())
                .put("highest", result.highest())
                .put("errors", result.errors())
                .put("warmUpWindows", result.windows())
                .put("steady", result.isSteady())
                .put("memoryMiB", residentMiB)
                .put("rounds", turns));
    }

    /** What was measured once, beside something known. */
    void add(String duty, String baseline, double atLeast, Load.Outcome ours, Load.Outcome theirs) {
        var ratio = ours.perSecond() / theirs.perSecond();
        System.out.printf(
                Locale.ROOT,
                "%n%s: %.0f a second, p99 %.2f ms; %.2f of %s%n",
                duty,
                ours.perSecond(),
                ours.p99(),
                ratio,
                baseline);
        cases.add(new JsonObject()
                .put("duty", duty)
                .put("baseline", baseline)
                .put("atLeast", atLeast)
                .put("ratio", ratio)
                .put("errors", ours.errors())
                .put("rounds", new JsonArray().add(turn(ours, theirs))));
    }

    /** A page of a long list beside that of a short one. */
    void add(ListBenchmark.Cost cost) {
        var dearest = cost.times() * cost.ofShort();
        var ours = new Load.Outcome(1000 / dearest, dearest, 0, 0, 0);
        var theirs = new Load.Outcome(1000 / cost.ofShort(), cost.ofShort(), 0, 0, 0);
        cases.add(new JsonObject()
                .put("duty", "page of 100,000 " + cost.list())
                .put("baseline", "the first page of 100")
                .put("atLeast", 1 / AT_MOST_TIMES)
                .put("ratio", 1 / cost.times())
                .put("errors", 0)
                .put("rounds", new JsonArray().add(turn(ours, theirs))));
    }

    private static JsonObject turn(Load.Outcome ours, Load.Outcome theirs) {
        return new JsonObject().put("product", json(ours)).put("baseline", json(theirs));
    }

    private static JsonObject json(Load.Outcome outcome) {
        return new JsonObject()
                .put("perSecond", outcome.perSecond())
                .put("p50Millis", outcome.p50())
                .put("p99Millis", outcome.p99())
                .put("errors", outcome.errors());
    }
}
