package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.plugin.CallFailureCounts;
import dev.guildhall.core.plugin.ExtensionFailure.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {

    @Test
    void countsCallsOfExtensionsThatWereNotAnsweredAndShowsWhichAreLeftAlone() {
        try (var metrics = new Metrics()) {
            var failures = new CallFailureCounts();
            failures.count("slow", Kind.TIMED_OUT);
            metrics.show(failures, Map.of("slow", 2L));
            failures.count("slow", Kind.TIMED_OUT);
            failures.count("slow", Kind.RESTING);
            metrics.show(failures, Map.of("slow", 2L));

            assertThat(metrics.scrape())
                    .contains("guildhall_extension_calls_failed_total{extension=\"slow\",reason=\"timed_out\"} 2.0")
                    .contains("guildhall_extension_calls_failed_total{extension=\"slow\",reason=\"resting\"} 1.0")
                    .contains("guildhall_extension_resting{extension=\"slow\"} 2.0");

            metrics.show(failures, Map.of());
            assertThat(metrics.scrape()).doesNotContain("guildhall_extension_resting{");
        }
    }
}
