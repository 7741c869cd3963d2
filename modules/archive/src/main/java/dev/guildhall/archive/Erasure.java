package dev.guildhall.archive;

import dev.guildhall.core.erasure.Traces.Kind;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * That a person or a workspace is erased.
 *
 * @param requestedBy who asked for it, as audit logs name them
 * @param completedAt empty while it is under way
 * @param receipt there when it is complete
 */
public record Erasure(
        UUID id,
        Kind kind,
        UUID subject,
        String requestedBy,
        Optional<String> reason,
        Instant requestedAt,
        Optional<Instant> completedAt,
        Optional<Receipt> receipt) {}
