/** Who is asking and what they may do: the boundaries that the identity and membership modules fill in. */
package dev.guildhall.core.security;
