package dev.guildhall.oauth.internal.device;

import dev.guildhall.identity.TokenScopes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A device that waits. Its own code is known by its hash only.
 *
 * @param polledAt when it asked last; empty for one that has not yet
 * @param interval how long it is to wait between
 * @param decidedAt when somebody let it in or refused it
 * @param consent what somebody let it in by
 */
record Device(
        byte[] hash,
        UserCode userCode,
        UUID client,
        TokenScopes scopes,
        Instant expiresAt,
        Optional<Instant> polledAt,
        Duration interval,
        Optional<Instant> decidedAt,
        Optional<UUID> consent) {

    private static final Duration MORE = Duration.ofSeconds(5);

    boolean isOver(Instant now) {
        return !now.isBefore(expiresAt);
    }

    boolean isPending(Instant now) {
        return decidedAt.isEmpty() && !isOver(now);
    }

    /** Whether it asks sooner than it was told to. */
    boolean isTooQuick(Instant now) {
        return polledAt.filter(last -> now.isBefore(last.plus(interval))).isPresent();
    }

    Device decided(Instant now, Optional<UUID> by) {
        return new Device(hash, userCode, client, scopes, expiresAt, polledAt, interval, Optional.of(now), by);
    }

    Device polled(Instant now) {
        var wait = isTooQuick(now) ? interval.plus(MORE) : interval;
        return new Device(hash, userCode, client, scopes, expiresAt, Optional.of(now), wait, decidedAt, consent);
    }
}
