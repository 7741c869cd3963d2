package dev.guildhall.testkit;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.config.Settings;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.trace.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;

/** A node of the product on a bench, as usual but for what is said here. */
public final class TestNode {

    private final TestBench bench;
    private final String name;
    private Settings settings = Settings.DEFAULTS;
    private Clock clock = Clock.systemUTC();
    private URI publicUrl = URI.create("http://localhost");
    private SecretBox secrets;
    private OutboundGuard outbound;
    private Path dataDirectory;

    TestNode(TestBench bench, String name) {
        this.bench = bench;
        this.name = name;
        this.secrets = bench.secrets();
        this.outbound = bench.outbound();
    }

    public <T> TestNode with(Setting<T> setting, T value) {
        settings = settings.with(setting, value);
        return this;
    }

    public TestNode at(Clock time) {
        clock = time;
        return this;
    }

    public TestNode at(URI url) {
        publicUrl = url;
        return this;
    }

    public TestNode with(SecretBox keys) {
        secrets = keys;
        return this;
    }

    public TestNode with(OutboundGuard calls) {
        outbound = calls;
        return this;
    }

    /** Keeps its files there. */
    public TestNode in(Path directory) {
        dataDirectory = directory;
        return this;
    }

    public Environment environment() {
        return new Environment(
                bench.vertx(),
                bench.database(),
                bench.foreignSessions(),
                secrets,
                outbound,
                CacheBudget.ofHeap(),
                new SimpleMeterRegistry(),
                Tracing.OFF,
                settings,
                clock,
                name,
                publicUrl,
                dataDirectory == null ? bench.newDirectory() : dataDirectory,
                bench.newDirectory());
    }
}
