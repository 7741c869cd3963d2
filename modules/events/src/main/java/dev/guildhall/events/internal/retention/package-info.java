/** The end of what happened long ago: events, and what became of their deliveries. */
package dev.guildhall.events.internal.retention;
