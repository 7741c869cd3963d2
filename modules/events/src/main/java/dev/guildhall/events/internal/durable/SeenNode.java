package dev.guildhall.events.internal.durable;

import java.time.Instant;
import java.util.UUID;

/**
 * A node that runs, or did not long ago.
 *
 * @param at when it was seen last
 * @param isAlive whether that was lately, by the database's clock
 */
public record SeenNode(UUID id, String name, Instant at, boolean isAlive) {}
