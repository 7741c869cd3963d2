package dev.guildhall.spi.testing;

import dev.guildhall.spi.Event;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** An event of a {@link FakeWorkspace}; made by {@link FakeWorkspace#event}. */
record FakeEvent(
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        long sequence,
        String workspaceId,
        String actor,
        String correlationId,
        Optional<String> causationId,
        JsonObject data)
        implements Event {}
