package dev.guildhall.core.security;

import java.time.Instant;

/**
 * When a credential was used last. It is written down at most once a minute, so that a later use may be a minute ahead.
 *
 * @param from the client's address, or null
 */
public record LastUse(Instant at, String from) {

    LastUse later(LastUse other) {
        return other.at.isAfter(at) ? other : this;
    }
}
