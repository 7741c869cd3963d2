/** The sink that posts events to an endpoint, signed as Standard Webhooks says. */
package dev.guildhall.events.internal.webhook;
