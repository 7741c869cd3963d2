/**
 * Calls from this server to addresses that its users chose: webhooks, external capabilities, extensions.
 *
 * <p>Such a URL must not reach what only this server can reach. It is checked when it is registered and again at every
 * connection, which goes to the very address that was checked, for a name may mean something else a moment later.
 */
package dev.guildhall.core.outbound;
