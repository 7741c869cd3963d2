/** What workspaces use, by day. */
package dev.guildhall.tenancy.internal.usage;
