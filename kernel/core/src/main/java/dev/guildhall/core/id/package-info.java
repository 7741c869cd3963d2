/** Typed identifiers, so that a user is never mistaken for a workspace; and the tenants, which workspaces are among. */
package dev.guildhall.core.id;
