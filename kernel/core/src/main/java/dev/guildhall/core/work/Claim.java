package dev.guildhall.core.work;

import java.util.UUID;

/**
 * The right to work on one thing, which a node took under its lease. Others may take the thing over, and so may the same
 * node, by another claim. Whatever is written under a claim names its owner and its id, so that nothing is when it is
 * lost.
 */
public interface Claim<K extends WorkKey> {

    K key();

    /** Tells this claim from all others on the same thing. */
    UUID id();

    Lease lease();

    default UUID owner() {
        return lease().owner();
    }

    /** Whether it is sure that nobody else works on it. */
    default boolean holds() {
        return lease().holds();
    }
}
