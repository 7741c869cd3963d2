/** Erasures of persons and workspaces, and their receipts. */
package dev.guildhall.archive.internal.erasure;
