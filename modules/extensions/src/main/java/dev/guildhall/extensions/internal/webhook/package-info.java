/** Webhooks that senders outside send to extensions: known by their signatures, and each taken once. */
package dev.guildhall.extensions.internal.webhook;
