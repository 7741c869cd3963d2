/**
 * Posts events to a chat: an extension that calls out, to an address that is a secret of its configuration. The manifest
 * asks for any host ({@code *}), since only the configuration knows which; the host's rule that addresses are public
 * holds all the same.
 */
package dev.guildhall.plugins.notifier;
