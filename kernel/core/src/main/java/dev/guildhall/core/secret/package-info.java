/**
 * Encryption at rest: one master key per installation, and a box for the small secrets that the database keeps, such as
 * the signing secret of a webhook.
 */
package dev.guildhall.core.secret;
