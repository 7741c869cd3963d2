package dev.guildhall.launcher;

import dev.guildhall.core.trace.Tracing;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The spans of this node on their way to the collector, by OTLP over HTTP, if the operator named one. */
final class Traces implements AutoCloseable {

    static final Traces NONE = new Traces(Optional.empty());

    private static final int CLOSE_SECONDS = 2;

    private final Optional<SdkTracerProvider> provider;

    private Traces(Optional<SdkTracerProvider> provider) {
        this.provider = provider;
    }

    /**
     * @param endpoint the collector's, below which it takes {@code /v1/traces}
     * @param percent how many traces are sent, told by their ids, so that one is sent whole by all nodes: a client's wish
     *     to have its own sent does not count
     */
    static Traces of(Optional<URI> endpoint, int percent, String node) {
        return new Traces(endpoint.map(collector -> provider(collector, percent, node)));
    }

    private static SdkTracerProvider provider(URI collector, int percent, String node) {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(collector + "/v1/traces")
                .build();
        return SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.builder()
                        .put("service.name", "guildhall")
                        .put("service.instance.id", node)
                        .build()))
                .setSampler(Sampler.traceIdRatioBased(percent / 100.0))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build();
    }

    Tracing tracing() {
        return provider.map(made -> Tracing.by(made.get("dev.guildhall"))).orElse(Tracing.OFF);
    }

    /** Sends what is left, if the collector takes it in time. */
    @Override
    public void close() {
        provider.ifPresent(made -> made.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS));
    }
}
