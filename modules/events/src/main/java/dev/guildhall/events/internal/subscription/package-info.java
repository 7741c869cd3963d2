/**
 * Subscriptions: who wants to be told of what, and the deliveries to them, which are repeated until they succeed, for a
 * while.
 */
package dev.guildhall.events.internal.subscription;
