package dev.guildhall.core.cache;

/** A value that says itself how many bytes of the heap are its own, because it shares the most of what it refers to. */
public interface Weighed {

    long bytes();
}
