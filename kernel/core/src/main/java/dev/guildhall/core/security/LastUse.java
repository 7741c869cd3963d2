package dev.guildhall.core.security;

import java.time.Instant;

/**
 * When a credential was used last, as far as it was written down: at most once a minute.
 *
 * @param from the client's address, or null
 */
public record LastUse(Instant at, String from) {}
