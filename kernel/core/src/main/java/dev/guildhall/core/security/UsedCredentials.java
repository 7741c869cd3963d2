package dev.guildhall.core.security;

import dev.guildhall.core.module.Job;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Notes when each credential is used, in memory, and writes it down for all of them together: the first use of one soon,
 * those that follow once a minute. Safe for all threads.
 */
public final class UsedCredentials {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration BETWEEN_WRITES = Duration.ofMinutes(1);

    private final Clock clock;
    private final Function<Map<UUID, LastUse>, Future<List<UUID>>> table;
    private final Map<UUID, LastUse> used = new ConcurrentHashMap<>();
    private final Map<UUID, Instant> waitingUntil = new ConcurrentHashMap<>();

    /**
     * @param table writes the last uses of credentials, by their ids, and says of which it could not yet be done, for
     *     another node did it a moment ago
     */
    public UsedCredentials(Clock clock, Function<Map<UUID, LastUse>, Future<List<UUID>>> table) {
        this.clock = clock;
        this.table = table;
    }

    public void note(UUID credential, Origin origin) {
        used.put(credential, new LastUse(clock.instant(), origin.address()));
    }

    /** Writes down what is due; see {@link Job} for the purpose. */
    public Job job(String purpose) {
        return new Job(purpose, SOON, this::write);
    }

    /** Writes down what is only in memory and due; keeps it there when it could not be written. */
    public Future<Void> write() {
        var now = clock.instant();
        waitingUntil.values().removeIf(until -> !now.isBefore(until));
        var due = new HashMap<>(used);
        due.keySet().removeAll(waitingUntil.keySet());
        if (due.isEmpty()) {
            return Future.succeededFuture();
        }
        due.forEach((credential, use) -> {
            used.remove(credential, use);
            waitingUntil.put(credential, now.plus(BETWEEN_WRITES));
        });
        return table.apply(due)
                .<Void>map(tooSoon -> {
                    tooSoon.forEach(credential -> putBack(credential, due.get(credential)));
                    return null;
                })
                .onFailure(unwritten -> {
                    due.forEach(this::putBack);
                    waitingUntil.keySet().removeAll(due.keySet());
                });
    }

    // While a write was under way another may have begun and be put back before it.
    private void putBack(UUID credential, LastUse use) {
        used.merge(credential, use, LastUse::later);
    }
}
