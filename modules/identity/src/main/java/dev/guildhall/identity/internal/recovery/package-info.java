/** What an account is recovered and its address changed by: one-time links, their mails, and devices that it knows. */
package dev.guildhall.identity.internal.recovery;
