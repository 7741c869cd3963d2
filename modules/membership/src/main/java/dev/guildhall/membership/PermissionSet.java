package dev.guildhall.membership;

import dev.guildhall.core.security.Permission;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * An immutable set of permissions of the catalogue, one bit for each, so that to ask it and to intersect two of them
 * costs next to nothing on every request. It iterates in the catalogue's order.
 */
public final class PermissionSet extends AbstractSet<Permission> {

    public static final PermissionSet NONE = new PermissionSet(0);

    private final long bits;

    PermissionSet(long bits) {
        this.bits = bits;
    }

    /** Those of the permissions that the catalogue knows; there is nothing that another could allow. */
    public static PermissionSet of(Collection<Permission> permissions) {
        if (permissions instanceof PermissionSet set) {
            return set;
        }
        var bits = 0L;
        for (var permission : permissions) {
            bits |= Permissions.bit(permission);
        }
        return new PermissionSet(bits);
    }

    PermissionSet union(PermissionSet other) {
        return with(bits | other.bits);
    }

    PermissionSet intersection(PermissionSet other) {
        return with(bits & other.bits);
    }

    /** What is in this set and not in the other. */
    public PermissionSet minus(PermissionSet other) {
        return with(bits & ~other.bits);
    }

    private PermissionSet with(long result) {
        return result == bits ? this : new PermissionSet(result);
    }

    @Override
    public boolean contains(Object permission) {
        return permission instanceof Permission known && (bits & Permissions.bit(known)) != 0;
    }

    @Override
    public boolean containsAll(Collection<?> others) {
        return others instanceof PermissionSet set ? (set.bits & ~bits) == 0 : super.containsAll(others);
    }

    @Override
    public int size() {
        return Long.bitCount(bits);
    }

    @Override
    public Iterator<Permission> iterator() {
        return new Iterator<>() {
            private long rest = bits;

            @Override
            public boolean hasNext() {
                return rest != 0;
            }

            @Override
            public Permission next() {
                if (rest == 0) {
                    throw new NoSuchElementException();
                }
                var lowest = Long.numberOfTrailingZeros(rest);
                rest &= rest - 1;
                return Permissions.at(lowest);
            }
        };
    }
}
