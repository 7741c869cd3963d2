/**
 * Contacts of a workspace: an extension with tables of its own, whose events are published together with the change
 * they tell of.
 */
package dev.guildhall.plugins.directory;
