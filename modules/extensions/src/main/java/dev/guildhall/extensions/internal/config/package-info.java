/** The configuration of an installation: held against the manifest's schema, with its secrets kept apart. */
package dev.guildhall.extensions.internal.config;
