/**
 * Capabilities: what the extensions of a workspace can be asked to do, under names that do not say by whom.
 *
 * <p>A capability is registered when its extension is installed, in the same transaction, and goes with it. Invoking one
 * finds the version that fits, checks the input against its schema, calls the provider and checks the answer.
 *
 * <p>Owns the table {@code capability}. Publishes {@code capability.registered} and {@code capability.removed}; the
 * subject is the capability's key.
 */
package dev.guildhall.capabilities;
