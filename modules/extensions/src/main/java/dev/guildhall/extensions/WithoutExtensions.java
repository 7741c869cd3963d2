package dev.guildhall.extensions;

import java.util.Set;

/**
 * Extensions that a node is started without, so that it comes up whatever they do.
 *
 * @param all whether it is every extension
 * @param keys those it is otherwise
 */
public record WithoutExtensions(boolean all, Set<String> keys) {

    public static final WithoutExtensions NONE = new WithoutExtensions(false, Set.of());

    public WithoutExtensions {
        keys = Set.copyOf(keys);
    }

    public boolean includes(String extensionKey) {
        return all || keys.contains(extensionKey);
    }
}
