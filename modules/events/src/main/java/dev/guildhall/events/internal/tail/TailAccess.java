package dev.guildhall.events.internal.tail;

import dev.guildhall.core.event.EventFeed.Registration;
import dev.guildhall.core.security.Principal;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * By what right somebody follows a tail.
 *
 * @param expiresAt when it ends in any case
 * @param admitted whether it still holds
 * @param changes has something done whenever it may have ended
 */
public record TailAccess(
        Principal principal,
        Instant expiresAt,
        Supplier<Future<Boolean>> admitted,
        Function<Runnable, Registration> changes) {}
