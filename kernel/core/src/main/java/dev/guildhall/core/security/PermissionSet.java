package dev.guildhall.core.security;

import dev.guildhall.core.cache.Weighed;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * An immutable set of permissions of one registry, one bit for each, so that to ask it and to intersect two of them
 * costs next to nothing on every request. It iterates in the registry's order.
 */
public final class PermissionSet extends AbstractSet<Permission> implements Weighed {

    private final PermissionRegistry registry;
    /** As many as the registry needs, in every set of it. */
    private final long[] words;

    private PermissionSet(PermissionRegistry registry, long[] words) {
        this.registry = registry;
        this.words = words;
    }

    static PermissionSet none(PermissionRegistry registry) {
        return new PermissionSet(registry, new long[wordOf(registry.size() + Long.SIZE - 1)]);
    }

    static PermissionSet of(PermissionRegistry registry, Collection<Permission> permissions) {
        if (permissions instanceof PermissionSet set && set.registry == registry) {
            return set;
        }
        var set = none(registry);
        for (var permission : permissions) {
            var place = registry.place(permission);
            if (place >= 0) {
                set.words[wordOf(place)] |= 1L << place;
            }
        }
        return set;
    }

    @Override
    public long bytes() {
        return 48 + 8L * words.length;
    }

    private static int wordOf(int place) {
        return place / Long.SIZE;
    }

    public PermissionSet union(PermissionSet other) {
        var others = wordsOf(other);
        var union = words.clone();
        for (var word = 0; word < union.length; word++) {
            union[word] |= others[word];
        }
        return new PermissionSet(registry, union);
    }

    public PermissionSet intersection(PermissionSet other) {
        var others = wordsOf(other);
        var intersection = words.clone();
        for (var word = 0; word < intersection.length; word++) {
            intersection[word] &= others[word];
        }
        return new PermissionSet(registry, intersection);
    }

    /** What is in this set and not in the other. */
    public PermissionSet minus(PermissionSet other) {
        var others = wordsOf(other);
        var rest = words.clone();
        for (var word = 0; word < rest.length; word++) {
            rest[word] &= ~others[word];
        }
        return new PermissionSet(registry, rest);
    }

    private long[] wordsOf(PermissionSet other) {
        return of(registry, other).words;
    }

    @Override
    public boolean contains(Object permission) {
        return permission instanceof Permission some && containsPlace(registry.place(some));
    }

    private boolean containsPlace(int place) {
        return place >= 0 && (words[wordOf(place)] & 1L << place) != 0;
    }

    @Override
    public boolean containsAll(Collection<?> others) {
        return others instanceof PermissionSet set && set.registry == registry
                ? set.minus(this).isEmpty()
                : super.containsAll(others);
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public int size() {
        return Arrays.stream(words).mapToInt(Long::bitCount).sum();
    }

    @Override
    public Iterator<Permission> iterator() {
        return new Iterator<>() {
            private int place = after(-1);

            @Override
            public boolean hasNext() {
                return place < registry.size();
            }

            @Override
            public Permission next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                var permission = registry.at(place);
                place = after(place);
                return permission;
            }
        };
    }

    /** The next place in the set, or the number of all places. */
    private int after(int place) {
        var next = place + 1;
        while (next < registry.size() && !containsPlace(next)) {
            next++;
        }
        return next;
    }
}
