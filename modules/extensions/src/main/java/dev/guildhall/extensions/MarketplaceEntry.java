package dev.guildhall.extensions;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * An extension in the catalogue, as its newest version on offer describes it.
 *
 * @param version the version described: the newest that is neither yanked nor a pre-release, if there is one
 * @param manifest that version's
 * @param yanked whether no version is on offer any more
 * @param revision counts changes; the ETag clients see
 */
public record MarketplaceEntry(
        String key,
        String version,
        String name,
        String description,
        String publisher,
        List<String> categories,
        JsonObject manifest,
        boolean yanked,
        long revision,
        Instant createdAt,
        Instant updatedAt) {}
