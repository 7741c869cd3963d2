/** What the administrators of a workspace are told by mail. */
package dev.guildhall.membership.internal.notice;
