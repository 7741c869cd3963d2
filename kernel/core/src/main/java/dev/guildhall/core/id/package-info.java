/** Typed identifiers, so that a user is never mistaken for a workspace. */
package dev.guildhall.core.id;
