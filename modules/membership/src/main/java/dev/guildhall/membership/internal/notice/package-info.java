/** What the administrators of a workspace or an organization are told by mail. */
package dev.guildhall.membership.internal.notice;
