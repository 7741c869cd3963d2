/** By what ways the events of a subscription leave. */
package dev.guildhall.events.internal.sink;
