package dev.guildhall.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    private static final List<String> LOCAL_AND_TEN = List.of("127.0.0.1", "10.0.0.0/8", "2001:db8::/32");

    private static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    203.0.113.7                        | 203.0.113.7
                    203.0.113.7, 10.1.2.3              | 203.0.113.7
                    198.51.100.1, 203.0.113.7, 10.1.2.3 | 203.0.113.7
                    10.9.9.9, 10.1.2.3                 | 10.9.9.9
                    2001:db8::1, 10.1.2.3              | 2001:db8:0:0:0:0:0:1
                    made-up, 10.1.2.3                  | 10.1.2.3
                    """)
    void theClientIsTheNearestAddressThatIsNoTrustedProxy(String forwarded, String client) throws Exception {
        assertThat(seenBy(TrustedProxies.in(LOCAL_AND_TEN), "X-Forwarded-For", forwarded))
                .isEqualTo(client + " false");
    }

    @Test
    void aTrustedProxyTellsWhetherItsClientIsEncrypted() throws Exception {
        assertThat(seenBy(TrustedProxies.in(LOCAL_AND_TEN), "X-Forwarded-Proto", "https"))
                .isEqualTo("127.0.0.1 true");
        assertThat(seenBy(TrustedProxies.in(LOCAL_AND_TEN), "X-Forwarded-Proto", "https, http"))
                .isEqualTo("127.0.0.1 false");
    }

    @Test
    void nobodyElseIsBelieved() throws Exception {
        var others = TrustedProxies.in(List.of("10.0.0.0/8"));

        assertThat(seenBy(others, "X-Forwarded-For", "203.0.113.7")).isEqualTo("127.0.0.1 false");
        assertThat(seenBy(others, "X-Forwarded-Proto", "https")).isEqualTo("127.0.0.1 false");
        assertThat(seenBy(TrustedProxies.NONE, "X-Forwarded-For", "203.0.113.7"))
                .isEqualTo("127.0.0.1 false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "proxy.local", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0/8", "::/129"})
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> TrustedProxies.in(List.of(text))).isInstanceOf(IllegalArgumentException.class);
    }

    /** The client's address and whether it is encrypted, as a handler behind the proxies sees them. */
    private static String seenBy(TrustedProxies proxies, String header, String value) throws Exception {
        var router = Router.router(vertx);
        router.route()
                .handler(proxies)
                .handler(context ->
                        context.end(TrustedProxies.addressOf(context) + " " + TrustedProxies.isEncrypted(context)));
        var server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
                .header(header, value)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
