package dev.guildhall.extensions.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.host.CallFailureCounts;
import dev.guildhall.host.ExtensionFailure.Kind;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallMetersTest {

    @Test
    void countsCallsOfExtensionsThatWereNotAnsweredAndShowsWhichAreLeftAlone() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var failures = new CallFailureCounts();
        var meters = new CallMeters(registry, failures);

        failures.count("slow", Kind.TIMED_OUT);
        meters.show(Map.of("slow", 2L));
        failures.count("slow", Kind.TIMED_OUT);
        failures.count("slow", Kind.RESTING);
        meters.show(Map.of("slow", 2L));

        assertThat(registry.scrape())
                .contains("guildhall_extension_calls_failed_total{extension=\"slow\",reason=\"timed_out\"} 2.0")
                .contains("guildhall_extension_calls_failed_total{extension=\"slow\",reason=\"resting\"} 1.0")
                .contains("guildhall_extension_resting{extension=\"slow\"} 2.0");

        meters.show(Map.of());
        assertThat(registry.scrape()).doesNotContain("guildhall_extension_resting{");
    }
}
