/**
 * Durable subscribers: cursors in the database, and the workers that move them.
 */
package dev.guildhall.events.internal.durable;
