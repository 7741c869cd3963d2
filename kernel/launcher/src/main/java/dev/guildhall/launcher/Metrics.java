package dev.guildhall.launcher;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What this process counts and times, in the Prometheus format. */
final class Metrics implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    Metrics() {
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(renaming("system.cpu.count", "system.cpus"));
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        collections.bindTo(registry);
        bindProcessorTime();
        bindBuild(Build.CURRENT);
    }

    // The library's own names and units are not what Prometheus expects.
    private static MeterFilter renaming(String from, String to) {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().equals(from) ? id.withName(to) : id;
            }
        };
    }

    private void bindProcessorTime() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder(
                            "process.cpu",
                            system,
                            all -> (double) all.getProcessCpuTime() / TimeUnit.SECONDS.toNanos(1))
                    .baseUnit("seconds")
                    .description("Processor time that the process has used")
                    .register(registry);
        }
    }

    // The library takes the suffix away from a gauge.
    private void bindBuild(Build build) {
        Info.builder()
                .name("guildhall_build_info")
                .help("What this node was built from, and the Java it runs on")
                .labelNames("version", "commit", "java")
                .register(registry.getPrometheusRegistry())
                .setLabelValues(
                        build.version(),
                        build.commit().orElse(""),
                        Runtime.version().toString());
    }

    /** Counts what Vert.x does; paths are no labels, for there are as many as ids. */
    VertxMetricsFactory factory() {
        return new MicrometerMetricsFactory(registry);
    }

    static MicrometerMetricsOptions options() {
        return new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(EnumSet.of(Label.HTTP_METHOD, Label.HTTP_CODE, Label.POOL_TYPE, Label.POOL_NAME))
                .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
                .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT);
    }

    /** Where modules add what they count. */
    MeterRegistry registry() {
        return registry;
    }

    void clusterMembers(Supplier<Number> members) {
        Gauge.builder("guildhall.cluster.members", members)
                .description("How many members share the event bus, as this node sees it")
                .register(registry);
    }

    String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
