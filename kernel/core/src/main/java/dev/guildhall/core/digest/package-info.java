/** The digest by which contents are known again. */
package dev.guildhall.core.digest;
