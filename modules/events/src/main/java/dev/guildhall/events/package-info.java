/**
 * Events: what happened in a workspace, told to everyone who asked.
 *
 * <p>A change appends its event to the outbox in its own transaction, so neither exists without the other. After the
 * commit the event is dispatched: to live listeners on every node (the bus, SSE streams, caches) and, by a cursor in
 * the database, to durable subscribers (webhooks, extension handlers), at least once and in sequence per workspace.
 * What somebody did is recorded through the {@link dev.guildhall.events.Journal}, which keeps it in the audit log as well.
 *
 * <p>Owns the tables {@code event}, {@code event_counter}, {@code event_node}, {@code event_cursor},
 * {@code event_dead_letter}, {@code event_subscription}, {@code webhook_queue}, {@code webhook_delivery} and
 * {@code webhook_attempt}. Publishes {@code subscription.created}, {@code .updated}, {@code .secret_rotated},
 * {@code .disabled} and {@code .deleted}.
 */
package dev.guildhall.events;
