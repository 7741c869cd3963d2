package dev.guildhall.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoopTurnsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final LoopTurns turns = new LoopTurns(later::add, nanos::get);

    @Test
    void whatCostsLittleIsDoneAtOnce() {
        for (var request = 0; request < 100; request++) {
            turns.take("ada", costing("ada", 10_000));
        }

        assertThat(done).hasSize(100);
    }

    @Test
    void costlyRequestsOfOneLetEverybodyElseGoBetweenThem() {
        for (var request = 0; request < 3; request++) {
            turns.take("flood", costing("flood", 8_000_000));
        }
        turns.take("ada", costing("ada", 10_000));
        iterate();
        turns.take("ada", costing("ada", 10_000));
        iterate();

        assertThat(done).containsExactly("flood", "ada", "flood", "ada", "flood");
    }

    @Test
    void severalThatWaitGoOnInTurn() {
        for (var line : List.of("one", "one", "one", "two", "two", "two")) {
            turns.take(line, costing(line, 8_000_000));
        }
        iterate();
        iterate();

        assertThat(done).containsExactly("one", "two", "one", "two", "one", "two");
    }

    @Test
    void theRequestsOfOneStayInTheirOrder() {
        turns.take("ada", costing("first", 8_000_000));
        turns.take("ada", costing("second", 10_000));
        turns.take("ada", costing("third", 10_000));
        iterate();

        assertThat(done).containsExactly("first", "second", "third");
    }

    @Test
    void whatFailsCostsItsTimeAndHoldsNobodyUp() {
        assertThatThrownBy(() -> turns.take("ada", () -> {
                    nanos.addAndGet(8_000_000);
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        turns.take("ada", costing("next", 10_000));
        assertThat(done).isEmpty();

        iterate();

        assertThat(done).containsExactly("next");
    }

    private Runnable costing(String name, long cost) {
        return () -> {
            done.add(name);
            nanos.addAndGet(cost);
        };
    }

    private void iterate() {
        var tasks = List.copyOf(later);
        later.clear();
        tasks.forEach(Runnable::run);
    }
}
