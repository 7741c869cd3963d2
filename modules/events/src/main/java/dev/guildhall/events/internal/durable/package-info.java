/**
 * Durable subscribers: cursors in the database, pumps that move them, and the leases by which nodes share the work.
 */
package dev.guildhall.events.internal.durable;
