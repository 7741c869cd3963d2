package dev.guildhall.host;

import dev.guildhall.host.ExtensionFailure.Kind;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often calls of extensions were not answered, since this process began. Safe for all threads. */
public final class CallFailureCounts {

    private final Map<Counted, LongAdder> counts = new ConcurrentHashMap<>();

    /** The calls of one extension, in all workspaces, that failed in the same way. */
    public record Counted(String extension, Kind kind) {}

    public void count(String extension, Kind kind) {
        counts.computeIfAbsent(new Counted(extension, kind), first -> new LongAdder())
                .increment();
    }

    /** What has happened at least once. */
    public Set<Counted> counted() {
        return Set.copyOf(counts.keySet());
    }

    public long of(Counted counted) {
        var count = counts.get(counted);
        return count == null ? 0 : count.sum();
    }
}
