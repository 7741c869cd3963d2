/** The operations of SCIM, and what users and groups have in common. */
package dev.guildhall.scim.internal;
