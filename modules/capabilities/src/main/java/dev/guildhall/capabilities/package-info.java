/**
 * Capabilities: what the extensions of a workspace, and services outside, can be asked to do, under names that do not say
 * by whom.
 *
 * <p>A capability is registered when its extension is installed, in the same transaction, and goes with it. Invoking one
 * finds the version that fits, checks the input against its schema, calls the provider and checks the answer.
 *
 * <p>One that no extension provides can be registered by URL: a service outside answers it, and is asked by a POST that
 * is signed like a webhook.
 *
 * <p>Of several providers of one capability one is chosen in each workspace. Nobody comes to answer by what others do.
 *
 * <p>Owns the tables {@code capability}, {@code capability_endpoint} and {@code capability_binding}. Publishes
 * {@code capability.registered}, {@code capability.removed}, and {@code capability.bound} or {@code capability.unbound} when
 * another answers or nobody; the subject is the capability's key.
 */
package dev.guildhall.capabilities;
