/**
 * Webhook subscriptions: who wants to be told of what, and the deliveries to them, signed and repeated as Standard
 * Webhooks says.
 */
package dev.guildhall.events.internal.webhook;
