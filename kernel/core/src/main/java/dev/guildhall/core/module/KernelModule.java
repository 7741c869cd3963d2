package dev.guildhall.core.module;

import dev.guildhall.core.http.Api;
import io.vertx.core.VerticleBase;
import java.util.List;

/**
 * A part of the product.
 *
 * @param name for the log
 * @param verticle what runs in the background; its start future succeeds when the module is ready to be used
 * @param apis what it serves over HTTP
 */
public record KernelModule(String name, VerticleBase verticle, List<Api> apis) {}
