package dev.guildhall.extensions;

/**
 * What an extension keeps in a workspace, as it was counted last.
 *
 * @param isFull whether that is more than it may, so that it can only read and delete
 */
public record StoredAmount(long rows, long bytes, boolean isFull) {

    public static final StoredAmount NONE = new StoredAmount(0, 0, false);
}
