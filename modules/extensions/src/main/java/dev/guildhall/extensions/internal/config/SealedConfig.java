package dev.guildhall.extensions.internal.config;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * A configuration at rest.
 *
 * @param masked everything but the secrets, which are masked
 * @param secrets all of them, encrypted together; empty when there is none
 */
public record SealedConfig(JsonObject masked, Optional<String> secrets) {}
