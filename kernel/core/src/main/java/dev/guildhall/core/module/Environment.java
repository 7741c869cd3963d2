package dev.guildhall.core.module;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.config.Settings;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ForeignSessions;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.trace.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What the kernel gives to all modules of a node.
 *
 * @param foreignSessions the sessions in which the SQL of others runs
 * @param secrets encrypts what is stored; with the same key on all nodes
 * @param caches the memory that what modules keep of the database takes together
 * @param settings what operators told this node
 * @param node tells this node from the others that run now, and is the same after its restart
 * @param publicUrl where clients outside find this node
 * @param dataDirectory the node's own files, which it keeps
 * @param workDirectory files for this process alone, deleted when it ends
 */
public record Environment(
        Vertx vertx,
        Database database,
        ForeignSessions foreignSessions,
        SecretBox secrets,
        OutboundGuard outbound,
        CacheBudget caches,
        MeterRegistry meters,
        Tracing tracing,
        Settings settings,
        Clock clock,
        String node,
        URI publicUrl,
        Path dataDirectory,
        Path workDirectory) {}
