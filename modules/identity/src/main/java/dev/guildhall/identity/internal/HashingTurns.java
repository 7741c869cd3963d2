package dev.guildhall.identity.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.security.Origin;
import dev.guildhall.identity.Client;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Who hashes next. So much runs at a time; what waits is taken in turn by network, four of those who are known for one
 * stranger, and one place is kept for the known. A flood from one network therefore delays other strangers by one of its
 * hashes, one from many networks delays strangers, and neither delays who is known. Who would wait too long is refused at
 * once with {@code SERVICE.UNAVAILABLE}, and who has waited so long because others went before, then.
 */
final class HashingTurns {

    private static final int LONGEST_LANE = 128;
    private static final int MOST_WAITING = 1_000;
    private static final int STRANGERS_TURN = 5;
    /** How much the newest duration counts in the mean: a tenth. */
    private static final int SMOOTHING = 10;

    private final Vertx vertx;
    private final int atOnce;
    private final Duration longestWait;
    private final Lanes known;
    private final Lanes strangers;
    private int turn;
    private long meanNanos = Duration.ofMillis(50).toNanos();

    HashingTurns(Vertx vertx, int atOnce, Duration longestWait) {
        this.vertx = vertx;
        this.atOnce = atOnce;
        this.longestWait = longestWait;
        this.known = new Lanes(atOnce);
        this.strangers = new Lanes(Math.max(1, atOnce - 1));
    }

    /**
     * Who has something hashed.
     *
     * @param known whether they are signed in, an administrator, where the account has signed in before, or hold the
     *     secret of an invitation or a link that was sent to them
     */
    record Asker(String network, boolean known) {

        static Asker known(Origin origin) {
            return new Asker(Client.networkOf(origin), true);
        }

        static Asker stranger(Origin origin) {
            return new Asker(Client.networkOf(origin), false);
        }
    }

    /** Work at its place in a lane: to be begun, and what begins it. */
    private record Waiting(CompletableFuture<Void> turn) {}

    <T> Future<T> take(Asker asker, Supplier<Future<T>> work) {
        var waiting = new Waiting(new CompletableFuture<>());
        var lanes = asker.known() ? known : strangers;
        synchronized (this) {
            var wait = expectedWait(lanes, asker);
            if (lanes.length(asker.network()) >= LONGEST_LANE
                    || lanes.size() >= MOST_WAITING
                    || wait.compareTo(longestWait) > 0) {
                return busy(wait).asFuture();
            }
            lanes.add(asker.network(), waiting);
        }
        var turnOfMine = Future.fromCompletionStage(waiting.turn(), vertx.getOrCreateContext());
        var patience = vertx.setTimer(longestWait.toMillis(), id -> giveUp(lanes, asker, waiting));
        beginNext();
        return turnOfMine.onComplete(over -> vertx.cancelTimer(patience)).compose(begun -> timed(lanes, work));
    }

    private void giveUp(Lanes lanes, Asker asker, Waiting waiting) {
        boolean stillWaited;
        synchronized (this) {
            stillWaited = lanes.remove(asker.network(), waiting);
        }
        if (stillWaited) {
            waiting.turn().completeExceptionally(busy(longestWait));
        }
    }

    private <T> Future<T> timed(Lanes lanes, Supplier<Future<T>> work) {
        var began = System.nanoTime();
        return Future.<Void>succeededFuture().compose(begun -> work.get()).onComplete(done -> ended(lanes, began));
    }

    private void ended(Lanes lanes, long began) {
        synchronized (this) {
            lanes.running--;
            meanNanos += (System.nanoTime() - began - meanNanos) / SMOOTHING;
        }
        beginNext();
    }

    private void beginNext() {
        next().forEach(waiting -> waiting.turn().complete(null));
    }

    private synchronized List<Waiting> next() {
        var begun = new ArrayList<Waiting>();
        while (known.running + strangers.running < atOnce && (known.canBegin() || strangers.canBegin())) {
            begun.add(poll());
        }
        return begun;
    }

    private Waiting poll() {
        var first = ++turn % STRANGERS_TURN == 0 ? strangers : known;
        var second = first == known ? strangers : known;
        return (first.canBegin() ? first : second).poll();
    }

    // As the others are at the moment: those who come later to short lanes go before.
    private Duration expectedWait(Lanes lanes, Asker asker) {
        var ahead = lanes.ahead(asker.network());
        var others = asker.known()
                ? Math.min(strangers.size(), ahead / (STRANGERS_TURN - 1))
                : Math.min(known.size(), ahead * (STRANGERS_TURN - 1));
        return Duration.ofNanos((ahead + others) * meanNanos / lanes.atOnce);
    }

    static Problem busy(Duration wait) {
        return CommonError.UNAVAILABLE
                .because("Too many people are signing in at the moment; try again in a few seconds.")
                .withRetryAfter(Duration.ofSeconds(Math.max(5, wait.toSeconds())));
    }

    /** What waits, by network, the one whose turn it is first. */
    private static final class Lanes {

        private final Map<String, Deque<Waiting>> byNetwork = new LinkedHashMap<>();
        private final int atOnce;
        private int size;
        private int running;

        /** @param atOnce how many of these run at a time, at most */
        Lanes(int atOnce) {
            this.atOnce = atOnce;
        }

        int size() {
            return size;
        }

        boolean canBegin() {
            return size > 0 && running < atOnce;
        }

        int length(String network) {
            var lane = byNetwork.get(network);
            return lane == null ? 0 : lane.size();
        }

        /** How many are before one who comes now: each network has as many turns as theirs. */
        int ahead(String network) {
            var turns = length(network) + 1;
            return byNetwork.values().stream()
                    .mapToInt(lane -> Math.min(lane.size(), turns))
                    .sum();
        }

        void add(String network, Waiting waiting) {
            byNetwork.computeIfAbsent(network, unknown -> new ArrayDeque<>()).add(waiting);
            size++;
        }

        boolean remove(String network, Waiting waiting) {
            var lane = byNetwork.get(network);
            if (lane == null || !lane.remove(waiting)) {
                return false;
            }
            if (lane.isEmpty()) {
                byNetwork.remove(network);
            }
            size--;
            return true;
        }

        Waiting poll() {
            var next = byNetwork.entrySet().iterator().next();
            byNetwork.remove(next.getKey());
            var waiting = next.getValue().poll();
            if (!next.getValue().isEmpty()) {
                byNetwork.put(next.getKey(), next.getValue());
            }
            size--;
            running++;
            return waiting;
        }
    }
}
