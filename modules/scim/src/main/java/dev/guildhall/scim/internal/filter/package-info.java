/** The filters of RFC 7644, section 3.4.2.2. */
package dev.guildhall.scim.internal.filter;
