package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The installations whose callers wait on this node, each for one who upgrades it or several. Safe for all threads. */
final class Holds {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Map<InstallationKey, Hold> holds = new ConcurrentHashMap<>();

    private record Hold(Set<UUID> by, Promise<Void> released) {}

    void hold(InstallationKey place, UUID by) {
        holds.compute(place, (key, present) -> {
            var hold = present == null ? new Hold(new HashSet<>(), Promise.promise()) : present;
            hold.by().add(by);
            return hold;
        });
    }

    void release(InstallationKey place, UUID by) {
        var last = new Hold[1];
        holds.computeIfPresent(place, (key, hold) -> {
            hold.by().remove(by);
            if (!hold.by().isEmpty()) {
                return hold;
            }
            last[0] = hold;
            return null;
        });
        if (last[0] != null) {
            last[0].released().complete();
        }
    }

    /** Completes when the installation is held no more; fails when that takes too long. Empty where it is not held. */
    Optional<Future<Void>> find(InstallationKey place) {
        return Optional.ofNullable(holds.get(place))
                .map(hold -> hold.released()
                        .future()
                        .timeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                        .recover(late -> ExtensionError.FAILED
                                .because("The extension " + place.extensionKey()
                                        + " is UPGRADING in this workspace; try again in a moment.")
                                .asFuture()));
    }
}
