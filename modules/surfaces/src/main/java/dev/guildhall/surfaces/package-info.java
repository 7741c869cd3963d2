/**
 * The published APIs beside the canonical one, each with its own contract and manner. They translate; what is allowed
 * and what happens is decided by the modules they call. The module owns the tables {@code portal} and
 * {@code portal_channel_key}, publishes {@code portal.*} events of the platform, and listens to them.
 */
package dev.guildhall.surfaces;
