package dev.guildhall.launcher;

import dev.guildhall.core.plugin.CallFailureCounts;
import dev.guildhall.events.Backlog;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What this process counts and times, in the Prometheus format. */
final class Metrics implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final MultiGauge waiting =
            gauge("delivery.waiting", "Events and deliveries that durable subscribers have before them");
    private final MultiGauge oldest = gauge("delivery.oldest.seconds", "How long the oldest of them has waited");
    private final MultiGauge dead = gauge("delivery.dead.letters", "Events and deliveries that were given up on");
    private final MultiGauge resting =
            gauge("extension.resting", "Installations left alone because they did not answer in time");

    Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        collections.bindTo(registry);
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

    private MultiGauge gauge(String what, String description) {
        return MultiGauge.builder("guildhall." + what).description(description).register(registry);
    }

    /** Shows this from now on. */
    void show(List<Backlog> backlogs) {
        waiting.register(rows(backlogs, Backlog::waiting), true);
        oldest.register(rows(backlogs, Backlog::oldestSeconds), true);
        dead.register(rows(backlogs, Backlog::dead), true);
    }

    /** Shows this from now on; whoever counts goes on counting. */
    void show(CallFailureCounts failures, Map<String, Long> restingByExtension) {
        failures.counted()
                .forEach(counted -> FunctionCounter.builder(
                                "guildhall.extension.calls.failed", failures, all -> all.of(counted))
                        .description("Calls of extensions that were refused or not answered")
                        .tag("extension", counted.extension())
                        .tag("reason", counted.kind().name().toLowerCase(Locale.ROOT))
                        .register(registry));
        resting.register(
                restingByExtension.entrySet().stream()
                        .<MultiGauge.Row<?>>map(extension ->
                                MultiGauge.Row.of(Tags.of("extension", extension.getKey()), extension.getValue()))
                        .toList(),
                true);
    }

    private static List<MultiGauge.Row<?>> rows(List<Backlog> backlogs, ToDoubleFunction<Backlog> value) {
        return backlogs.stream()
                .<MultiGauge.Row<?>>map(
                        backlog -> MultiGauge.Row.of(Tags.of("kind", backlog.kind()), value.applyAsDouble(backlog)))
                .toList();
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
