package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.host.CallFailureCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Map;

/** Calls of extensions on this node that were refused or not answered, as operators watch them. */
public final class CallMeters {

    private final MeterRegistry meters;
    private final CallFailureCounts failures;
    private final MultiGauge resting;

    public CallMeters(MeterRegistry meters, CallFailureCounts failures) {
        this.meters = meters;
        this.failures = failures;
        this.resting = MultiGauge.builder("guildhall.extension.resting")
                .description("Installations left alone because they did not answer in time")
                .register(meters);
    }

    /** Shows this from now on; whoever counts goes on counting. */
    public Future<Void> show(Map<String, Long> restingByExtension) {
        failures.counted()
                .forEach(counted -> FunctionCounter.builder(
                                "guildhall.extension.calls.failed", failures, all -> all.of(counted))
                        .description("Calls of extensions that were refused or not answered")
                        .tag("extension", counted.extension())
                        .tag("reason", counted.kind().name().toLowerCase(Locale.ROOT))
                        .register(meters));
        resting.register(
                restingByExtension.entrySet().stream()
                        .<MultiGauge.Row<?>>map(extension ->
                                MultiGauge.Row.of(Tags.of("extension", extension.getKey()), extension.getValue()))
                        .toList(),
                true);
        return Future.succeededFuture();
    }
}
