package dev.guildhall.host;

/**
 * What one installation may take of the platform. Rates are counted on each node; what is stored is counted in the
 * database, now and then.
 *
 * @param events that it publishes in a minute
 * @param outboundCalls that it makes in a minute
 * @param storedRows in all of its tables together
 * @param storedBytes of its tables and their indexes on disk
 */
public record Quotas(int events, int outboundCalls, long storedRows, long storedBytes) {

    public static final Quotas DEFAULT = new Quotas(6_000, 600, 1_000_000, 1L << 30);
}
