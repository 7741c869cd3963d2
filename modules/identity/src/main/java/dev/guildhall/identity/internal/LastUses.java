package dev.guildhall.identity.internal;

import dev.guildhall.core.security.LastUse;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The last uses of some tokens, as a statement takes them. */
record LastUses(UUID[] ids, OffsetDateTime[] times, String[] addresses) {

    static LastUses of(Map<UUID, LastUse> last) {
        var all = List.copyOf(last.entrySet());
        return new LastUses(
                all.stream().map(Map.Entry::getKey).toArray(UUID[]::new),
                all.stream()
                        .map(entry -> entry.getValue().at().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new),
                all.stream().map(entry -> entry.getValue().from()).toArray(String[]::new));
    }
}
