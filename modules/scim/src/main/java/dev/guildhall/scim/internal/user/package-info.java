/** Users: the people of an organization. */
package dev.guildhall.scim.internal.user;
