/** How archives are written, sealed, read and loaded. */
package dev.guildhall.archive.internal;
