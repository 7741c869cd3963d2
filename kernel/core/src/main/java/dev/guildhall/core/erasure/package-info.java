/**
 * What modules do so that nothing is left of a person or a workspace, beside what goes with the account or the workspace by
 * itself: each contributes an {@link dev.guildhall.core.erasure.Erasing}. Who asks for it, and the receipt, are for the
 * module that does it.
 */
package dev.guildhall.core.erasure;
