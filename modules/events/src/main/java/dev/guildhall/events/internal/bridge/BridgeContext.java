package dev.guildhall.events.internal.bridge;

import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.internal.bus.BusAddress;
import dev.guildhall.events.internal.tail.Tails;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Function;

/**
 * What sockets of the bridge need of everything else.
 *
 * @param onBus finds the subscriptions whose events arrive at an address
 */
public record BridgeContext(
        Vertx vertx,
        Tails tails,
        Authorizer authorizer,
        AccessChanges changes,
        Function<BusAddress, Future<List<Subscription>>> onBus) {}
