/** The connections of organizations with their directories, and their tokens. */
package dev.guildhall.scim.internal.connection;
