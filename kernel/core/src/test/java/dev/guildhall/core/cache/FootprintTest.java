package dev.guildhall.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FootprintTest {

    private static final int COPIES = 1_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final byte[] BYTES = new byte[400];

    private record Row(UUID id, String name, Optional<String> description, long revision, Instant at, Shade shade) {}

    private enum Shade {
        DARK
    }

    private record Named(String name) {

        static final Named DEFAULT = new Named("a name that is there once, whoever has it");
    }

    static Stream<Supplier<Object>> values() {
        return Stream.of(
                () -> text(60),
                () -> "\u20ac".repeat(60),
                () -> new Row(new UUID(1, 2), text(20), Optional.of(text(40)), 7, Instant.ofEpochSecond(5), Shade.DARK),
                () -> List.of(text(10), text(20), text(30)),
                () -> Set.of(new UUID(1, 2), new UUID(1, 3), new UUID(1, 4)),
                () -> Map.of(text(10), text(20), text(11), text(21)),
                () -> new JsonObject()
                        .put(text(9), text(30))
                        .put(text(8), 5_000_000_000L)
                        .put(text(7), new JsonObject()),
                () -> Buffer.buffer(600).appendBytes(BYTES));
    }

    /** The values are made with little besides, so that what a thread was given for them is about what they take. */
    @ParameterizedTest
    @MethodSource("values")
    void isAboutWhatTheHeapGives(Supplier<Object> value) {
        var kept = new Object[COPIES];
        kept[0] = value.get(); // Loads classes.
        var before = THREADS.getCurrentThreadAllocatedBytes();
        for (var i = 0; i < COPIES; i++) {
            kept[i] = value.get();
        }
        var taken = (THREADS.getCurrentThreadAllocatedBytes() - before) / COPIES;

        assertThat(Footprint.of(kept[0])).isBetween(taken * 7 / 10, taken * 13 / 10);
    }

    @Test
    void leavesOutWhatIsSharedByAll() {
        record Holder(Named name) {}

        assertThat(Footprint.of(Shade.DARK)).isZero();
        assertThat(Footprint.of(new Holder(Named.DEFAULT))).isEqualTo(16);
        assertThat(Footprint.of(new Holder(new Named(text(10))))).isGreaterThan(16);
    }

    @Test
    void believesAValueThatSaysItItself() {
        assertThat(Footprint.of(List.of((Weighed) () -> 1_000))).isBetween(1_000L, 1_100L);
    }

    private static String text(int length) {
        return "x".repeat(length);
    }
}
