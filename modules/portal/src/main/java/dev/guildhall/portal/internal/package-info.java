/** What is served of the portal. */
package dev.guildhall.portal.internal;
