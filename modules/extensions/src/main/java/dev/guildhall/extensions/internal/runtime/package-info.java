/** Installations at work on this node: instances, what the host does for them, their routes and events. */
package dev.guildhall.extensions.internal.runtime;
