/**
 * What workspaces use. A module that knows something of it from its tables contributes a {@link
 * dev.guildhall.core.usage.UsageSource}; keeping it by day and showing it is for the module that does it.
 */
package dev.guildhall.core.usage;
