/**
 * CESQL 1.0, the expression language of CloudEvents, for expressions that strangers write: whatever they are, reading
 * one and asking it of an event costs no more than a fixed amount of work, and asking never fails.
 */
package dev.guildhall.events.internal.cesql;
