package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.host.RunningExtension;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of this node: at most one that serves for each installation, beside those of former generations that
 * are stopping. Safe for all threads.
 */
final class Instances {

    private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

    private final Function<StoredInstallation, Future<RunningExtension>> open;
    private final Map<InstallationKey, Slot> serving = new HashMap<>();
    private final Map<InstallationKey, Future<Void>> stopping = new HashMap<>();

    Instances(Function<StoredInstallation, Future<RunningExtension>> open) {
        this.open = open;
    }

    private record Slot(UUID installation, long generation, Future<RunningExtension> instance) {

        /** Ids sort by the time of their making. */
        boolean isLaterThan(Installation known) {
            return installation.equals(known.id())
                    ? generation > known.generation()
                    : installation.toString().compareTo(known.id().toString()) > 0;
        }

        boolean isIdleFor(Duration time) {
            var running = instance.result();
            return running != null && running.isIdleFor(time);
        }

        boolean isOf(Installation known) {
            return installation.equals(known.id()) && generation == known.generation();
        }
    }

    /** The installation's instance, made now if there is none of its generation; that is not to say that it runs. */
    Future<RunningExtension> of(StoredInstallation stored) {
        var installation = stored.installation();
        var key = InstallationKey.of(installation);
        synchronized (serving) {
            var slot = serving.get(key);
            if (slot != null && slot.isOf(installation)) {
                return slot.instance();
            }
            if (slot != null && slot.isLaterThan(installation)) {
                return Future.failedFuture(new StaleInstanceException());
            }
            if (slot != null) {
                retire(key, slot);
            }
            var opened = new Slot(installation.id(), installation.generation(), open.apply(stored));
            serving.put(key, opened);
            opened.instance().onFailure(failure -> forget(key, opened));
            return opened.instance();
        }
    }

    /** Whether there is an instance of this very generation. */
    boolean has(Installation installation) {
        synchronized (serving) {
            var slot = serving.get(InstallationKey.of(installation));
            return slot != null && slot.isOf(installation);
        }
    }

    /** The instance that serves, if it has been made. */
    Optional<RunningExtension> find(WorkspaceId workspace, String extensionKey) {
        synchronized (serving) {
            return Optional.ofNullable(serving.get(new InstallationKey(workspace, extensionKey)))
                    .map(slot -> slot.instance().result());
        }
    }

    /** How many of those that serve are so, by the extension's key. */
    Map<String, Long> counted(Predicate<RunningExtension> condition) {
        List<Map.Entry<InstallationKey, Slot>> present;
        synchronized (serving) {
            present = List.copyOf(serving.entrySet());
        }
        return present.stream()
                .filter(entry -> {
                    var instance = entry.getValue().instance().result();
                    return instance != null && condition.test(instance);
                })
                .collect(Collectors.groupingBy(entry -> entry.getKey().extensionKey(), Collectors.counting()));
    }

    boolean hasAny(WorkspaceId workspace, String extensionKey) {
        synchronized (serving) {
            return serving.containsKey(new InstallationKey(workspace, extensionKey));
        }
    }

    /** Begins to stop the instance of this place, if there is one. */
    void retire(WorkspaceId workspace, String extensionKey) {
        var key = new InstallationKey(workspace, extensionKey);
        synchronized (serving) {
            var slot = serving.remove(key);
            if (slot != null) {
                retire(key, slot);
            }
        }
    }

    /** The same if the instance is of this very generation. */
    void retire(Installation installation) {
        synchronized (serving) {
            if (has(installation)) {
                retire(installation.workspace(), installation.extensionKey());
            }
        }
    }

    /** The same for all that nobody has needed for so long. */
    void retireIdle(Duration time) {
        synchronized (serving) {
            List.copyOf(serving.entrySet()).stream()
                    .filter(entry -> entry.getValue().isIdleFor(time))
                    .forEach(entry -> {
                        serving.remove(entry.getKey());
                        retire(entry.getKey(), entry.getValue());
                    });
        }
    }

    void retireAll(WorkspaceId workspace) {
        places().stream()
                .filter(key -> key.workspace().equals(workspace))
                .forEach(key -> retire(key.workspace(), key.extensionKey()));
    }

    /** Completes when the instances of this place that were to stop have stopped. */
    Future<Void> stopped(WorkspaceId workspace, String extensionKey) {
        synchronized (serving) {
            return stopping.getOrDefault(new InstallationKey(workspace, extensionKey), Future.succeededFuture());
        }
    }

    /** Stops everything. */
    Future<Void> stopAll() {
        places().forEach(key -> retire(key.workspace(), key.extensionKey()));
        List<Future<Void>> ends;
        synchronized (serving) {
            ends = List.copyOf(stopping.values());
        }
        return Future.join(ends).mapEmpty();
    }

    private List<InstallationKey> places() {
        synchronized (serving) {
            return new ArrayList<>(serving.keySet());
        }
    }

    private void retire(InstallationKey key, Slot slot) {
        var before = stopping.getOrDefault(key, Future.succeededFuture());
        var ended = slot.instance()
                .transform(opened -> opened.failed()
                        ? Future.<Void>succeededFuture()
                        : opened.result().stop())
                .onFailure(failure -> LOG.warn(
                        "{} of workspace {} did not stop cleanly", key.extensionKey(), key.workspace(), failure))
                .transform(stopped -> before);
        stopping.put(key, ended);
        ended.onComplete(over -> {
            synchronized (serving) {
                stopping.remove(key, ended);
            }
        });
    }

    private void forget(InstallationKey key, Slot slot) {
        synchronized (serving) {
            serving.remove(key, slot);
        }
    }
}
