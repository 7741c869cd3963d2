/** Events over HTTP: publishing them, reading their history, and following them as a stream. */
package dev.guildhall.events.internal.http;
