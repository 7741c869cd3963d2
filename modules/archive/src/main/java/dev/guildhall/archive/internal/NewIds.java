package dev.guildhall.archive.internal;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Which ids stand for which in a workspace that is imported. Users and the workspace itself have theirs from elsewhere. Rows
 * of the workspace get their old ones with the same random number added to the last 62 bits: still UUIDs of the same
 * version and time, so that they sort as before, and yet ids that nothing else has.
 */
final class NewIds {

    private static final Pattern UUID_TEXT =
            Pattern.compile("(?<![0-9a-f-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f-])");

    private static final long VARIANT = 0xc000_0000_0000_0000L;

    private final long shift;
    private final Set<UUID> rows = new HashSet<>();
    private final Map<UUID, UUID> others = new HashMap<>();

    NewIds() {
        this(new SecureRandom().nextLong());
    }

    NewIds(long shift) {
        this.shift = shift | 1;
    }

    /** Notes the id of a row of the workspace. */
    void add(UUID row) {
        rows.add(row);
    }

    /** Notes what stands for an id that is no row's of the workspace. */
    void put(UUID former, UUID present) {
        others.put(former, present);
    }

    /** The new id of a row of the workspace. */
    UUID ofRow(UUID former) {
        var low = former.getLeastSignificantBits();
        return new UUID(former.getMostSignificantBits(), low & VARIANT | (low + shift) & ~VARIANT);
    }

    /** The same of what may be another name, which stays. */
    String ofRow(String former) {
        return UUID_TEXT.matcher(former).matches()
                ? ofRow(UUID.fromString(former)).toString()
                : former;
    }

    /** The same text with the new ids in place of those that are known, wherever in it they stand. */
    String in(String text) {
        return UUID_TEXT.matcher(text).replaceAll(this::replacement);
    }

    private String replacement(MatchResult found) {
        var former = UUID.fromString(found.group());
        var other = others.get(former);
        if (other != null) {
            return other.toString();
        }
        return rows.contains(former) ? ofRow(former).toString() : found.group();
    }
}
