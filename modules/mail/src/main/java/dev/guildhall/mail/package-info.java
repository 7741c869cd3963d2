/**
 * Mail to people: rendered from templates, kept encrypted in a queue by the transaction that causes it, and delivered
 * after its commit by whichever node gets to it, by SMTP or, where there is no SMTP server, into files.
 *
 * <p>Owns the table {@code mail}.
 */
package dev.guildhall.mail;
