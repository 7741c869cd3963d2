/**
 * Idempotency keys: the repeat of a request that was sent under one gets the first answer, on whichever node it arrives.
 *
 * <p>Owns the table {@code idempotency_key}.
 */
package dev.guildhall.idempotency;
