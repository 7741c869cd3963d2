/** The patches of RFC 7644, section 3.5.2. */
package dev.guildhall.scim.internal.patch;
