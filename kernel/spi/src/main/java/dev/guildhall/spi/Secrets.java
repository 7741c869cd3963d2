package dev.guildhall.spi;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What the workspace's admin configured in secret: the values of the manifest's {@code configSchema} that are
 * {@code writeOnly}. Do not log them, and keep them no longer than you need them.
 */
public interface Secrets {

    /** A text, by the dotted path of its property, such as {@code token} or {@code smtp.password}; empty when not set. */
    Optional<String> get(String path);

    /** The whole configuration with its secrets in their places, for those that are no texts; a new copy each time. */
    JsonObject config();
}
