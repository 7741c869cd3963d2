/**
 * What the platform does, told as spans to an OpenTelemetry collector. Spans of what follows from an event later, or on
 * another node, belong to the trace of the request that it began with: the event carries it.
 */
package dev.guildhall.core.trace;
