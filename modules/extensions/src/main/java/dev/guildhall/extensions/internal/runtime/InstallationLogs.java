package dev.guildhall.extensions.internal.runtime;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.Weighed;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.host.InstallationServices.LogEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest lines that each installation logged on this node, also of instances that are gone. Safe for all threads. */
public final class InstallationLogs {

    private static final int MAX_LINES = 200;
    private static final int MAX_CHARACTERS = 64 * 1024;

    private final Cache<InstallationKey, Ring> rings;

    InstallationLogs(CacheBudget caches) {
        this.rings = caches.cache(Caffeine.newBuilder().expireAfterAccess(Duration.ofDays(1)));
    }

    private static final class Ring implements Weighed {

        /** Of a line beside its texts. */
        private static final int LINE = 200;

        private final Deque<LogEntry> entries = new ArrayDeque<>();
        private int characters;

        synchronized Ring with(LogEntry entry) {
            entries.add(entry);
            characters += size(entry);
            while (entries.size() > MAX_LINES || characters > MAX_CHARACTERS) {
                characters -= size(entries.poll());
            }
            return this;
        }

        @Override
        public synchronized long bytes() {
            return (long) LINE * entries.size() + 2L * characters;
        }

        synchronized List<LogEntry> all() {
            return List.copyOf(entries);
        }

        private static int size(LogEntry entry) {
            return entry.message().length()
                    + (entry.error() == null ? 0 : entry.error().length());
        }
    }

    void add(WorkspaceId workspace, String extensionKey, LogEntry entry) {
        // It is weighed anew when it is put back.
        rings.asMap()
                .compute(
                        new InstallationKey(workspace, extensionKey),
                        (key, ring) -> (ring == null ? new Ring() : ring).with(entry));
    }

    /** The oldest first. */
    public List<LogEntry> of(WorkspaceId workspace, String extensionKey) {
        var ring = rings.getIfPresent(new InstallationKey(workspace, extensionKey));
        return ring == null ? List.of() : ring.all();
    }
}
