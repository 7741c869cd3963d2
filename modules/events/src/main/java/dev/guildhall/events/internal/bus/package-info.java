/** The event bus as a place where events of subscriptions arrive, at addresses of the workspaces' own. */
package dev.guildhall.events.internal.bus;
