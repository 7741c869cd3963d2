package dev.guildhall.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.http.HttpLimits;
import dev.guildhall.core.http.HttpServerVerticle;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.ext.web.Router;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Connections that come while a listener is being opened: the library asks its metrics for what a connection is counted
 * by before it has any, and holds requests against them when it has. That gap is too narrow to hit, so that the metrics
 * here leave the first connection as it is then, with nothing to count it by.
 */
class CountedConnectionsTest {

    @Test
    void aConnectionThatCameBeforeTheMetricsIsServedAndCounted() throws Exception {
        var uncounted = new AtomicBoolean();
        try (var metrics = new Metrics()) {
            var vertx = Vertx.builder()
                    .with(new VertxOptions().setMetricsOptions(Metrics.options()))
                    .withMetrics(new TooLate(metrics.factory(), uncounted))
                    .build();
            try {
                var options = HttpServerVerticle.options("127.0.0.1", 0);
                var listener = new HttpServerVerticle(options, HttpLimits.Times.DEFAULT, Duration.ZERO, () -> {
                    var router = Router.router(vertx);
                    router.get("/").handler(context -> context.end("here"));
                    return router;
                });
                vertx.deployVerticle(listener).await(10, SECONDS);

                var answer =
                        HttpTester.of("http://127.0.0.1:" + listener.port()).get("/");

                assertThat(uncounted).isTrue();
                assertThat(answer.expect(200).body()).isEqualTo("here");
            } finally {
                vertx.close().await(10, SECONDS);
            }
        }
    }

    private record TooLate(VertxMetricsFactory real, AtomicBoolean uncounted) implements VertxMetricsFactory {

        @Override
        public VertxMetrics metrics(VertxOptions options) {
            var metrics = real.metrics(options);
            return new VertxMetrics() {
                @Override
                public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(
                        HttpServerOptions server, SocketAddress address) {
                    return tooLate(metrics.createHttpServerMetrics(server, address), uncounted);
                }

                @Override
                public boolean isMetricsEnabled() {
                    return true;
                }
            };
        }

        @Override
        public MetricsOptions newOptions() {
            return real.newOptions();
        }
    }

    private static HttpServerMetrics<?, ?, ?> tooLate(HttpServerMetrics<?, ?, ?> real, AtomicBoolean uncounted) {
        return (HttpServerMetrics<?, ?, ?>) Proxy.newProxyInstance(
                CountedConnectionsTest.class.getClassLoader(),
                new Class<?>[] {HttpServerMetrics.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("connected") && uncounted.compareAndSet(false, true)) {
                        return null;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
