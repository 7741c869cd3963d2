/**
 * What workspaces use. A module that knows something of it from its tables contributes a {@link
 * dev.guildhall.core.usage.UsageSource}; what no table tells of is counted by a {@link
 * dev.guildhall.core.usage.UsageCounter}, API requests by the kernel itself. Keeping it by day and showing it is for the
 * module that does it.
 */
package dev.guildhall.core.usage;
