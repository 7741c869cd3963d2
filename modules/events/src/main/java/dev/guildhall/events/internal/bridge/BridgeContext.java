package dev.guildhall.events.internal.bridge;

import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.events.internal.tail.Tails;
import io.vertx.core.Vertx;

/** What sockets of the bridge need of everything else. */
public record BridgeContext(Vertx vertx, Tails tails, Authorizer authorizer, AccessChanges changes) {}
