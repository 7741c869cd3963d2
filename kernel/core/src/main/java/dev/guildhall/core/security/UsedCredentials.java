package dev.guildhall.core.security;

import io.vertx.core.Future;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Notes when each credential is used, in memory, and writes the last use of all of them down together when it is told to:
 * a job does so each minute. Safe for all threads.
 */
public final class UsedCredentials {

    private final Clock clock;
    private final Function<Map<UUID, LastUse>, Future<Void>> table;
    private final Map<UUID, LastUse> used = new ConcurrentHashMap<>();

    /** @param table writes the last uses of credentials, by their ids */
    public UsedCredentials(Clock clock, Function<Map<UUID, LastUse>, Future<Void>> table) {
        this.clock = clock;
        this.table = table;
    }

    public void note(UUID credential, Origin origin) {
        used.put(credential, new LastUse(clock.instant(), origin.address()));
    }

    /** Writes down what is only in memory; keeps it there when it could not be written. */
    public Future<Void> write() {
        var noted = Map.copyOf(used);
        if (noted.isEmpty()) {
            return Future.succeededFuture();
        }
        noted.forEach(used::remove);
        return table.apply(noted).onFailure(unwritten -> noted.forEach(used::putIfAbsent));
    }
}
