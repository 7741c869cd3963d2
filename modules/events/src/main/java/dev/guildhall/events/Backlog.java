package dev.guildhall.events;

/**
 * What the durable subscribers of one kind have before them, on all nodes together.
 *
 * @param kind as it was registered, {@code extension} for instance; {@code webhook} makes deliveries, and
 *     {@code webhook-delivery} are those
 * @param waiting how many events or deliveries
 * @param oldestSeconds how long the oldest of them has waited
 * @param dead how many were given up on
 */
public record Backlog(String kind, long waiting, double oldestSeconds, long dead) {}
