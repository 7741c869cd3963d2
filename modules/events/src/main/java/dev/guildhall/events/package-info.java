/**
 * Events: what happened in a workspace, told to everyone who asked.
 *
 * <p>A change appends its event to the outbox in its own transaction, so neither exists without the other. After the
 * commit the event is dispatched: to live listeners on every node (the bus, SSE streams, caches) and, by a cursor in
 * the database, to durable subscribers (webhooks, extension handlers), at least once and in sequence per workspace.
 *
 * <p>Owns the tables {@code event}, {@code event_counter}, {@code event_cursor}, {@code event_subscription} and
 * {@code webhook_delivery}.
 */
package dev.guildhall.events;
