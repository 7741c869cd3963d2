/** The end of what is kept of a workspace or an organization that is deleted. */
package dev.guildhall.events.internal.purge;
