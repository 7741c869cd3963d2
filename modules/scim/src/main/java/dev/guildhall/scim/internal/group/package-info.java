/** Groups: the teams of an organization. */
package dev.guildhall.scim.internal.group;
