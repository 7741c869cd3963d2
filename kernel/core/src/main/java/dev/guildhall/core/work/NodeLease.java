package dev.guildhall.core.work;

/** Under which lease this node claims work. */
public interface NodeLease {

    /** What it holds at the moment, or held last. */
    Lease current();

    /** Whether another node was seen lately; true where that is not known. */
    default boolean hasOthers() {
        return true;
    }
}
