package dev.guildhall.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the client makes of answers, and when it asks again; a server is told what to answer. */
class GuildhallClientTest {

    private static final String APP =
            "{\"id\":\"a\",\"name\":\"Field service\",\"created_at\":\"2026-01-01T00:00:00Z\",\"later\":1}";

    /** What a server got. */
    private record Request(String method, String uri, String idempotencyKey, String body) {}

    private record Answer(int status, String body) {}

    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();
    private HttpServer server;
    private GuildhallClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        client = GuildhallClient.of(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), "sk_live_x");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        var answer = answers.remove();
        exchange.getResponseHeaders().set("Retry-After", "0");
        var body = answer.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void answers(int status, String body) {
        answers.add(new Answer(status, body));
    }

    @Test
    void whatAServerSaysBesideIsLeftAside() {
        answers(200, APP);

        assertThat(client.apps().get("a b/c").name()).isEqualTo("Field service");

        assertThat(requests.get(0).uri()).isEqualTo("/api/v2/protected/developer/apps/a%20b%2Fc");
    }

    @Test
    void aListIsGoneThroughPageByPage() {
        answers(200, "{\"data\":[" + APP + "," + APP + "],\"next_page_token\":\"t+1\"}");
        answers(200, "{\"data\":[],\"next_page_token\":\"t2\"}");
        answers(200, "{\"data\":[" + APP + "]}");

        var found = client.apps().list(ListQuery.where("name = \"a\"").inPagesOf(2));

        assertThat(found).hasSize(3);
        assertThat(requests)
                .extracting(Request::uri)
                .containsExactly(
                        "/api/v2/protected/developer/apps?filter=name%20%3D%20%22a%22&page_size=2",
                        "/api/v2/protected/developer/apps?filter=name%20%3D%20%22a%22&page_size=2&page_token=t%2B1",
                        "/api/v2/protected/developer/apps?filter=name%20%3D%20%22a%22&page_size=2&page_token=t2");
    }

    @Test
    void whatIsCreatedIsCreatedOnceHoweverOftenItIsAsked() {
        answers(503, "");
        answers(429, "");
        answers(201, APP);

        client.apps().create("Field service");

        assertThat(requests).hasSize(3);
        assertThat(requests)
                .extracting(Request::idempotencyKey)
                .doesNotContainNull()
                .containsOnly(requests.get(0).idempotencyKey());
        assertThat(requests.get(2).body()).isEqualTo("{\"name\":\"Field service\"}");
    }

    @Test
    void aChangeIsNotRepeated() {
        answers(503, "");

        assertThatThrownBy(() -> client.orgs().update("a", "o", new OrgFields().website(null)))
                .isInstanceOf(GuildhallException.Unavailable.class);

        assertThat(requests).hasSize(1);
        assertThat(requests.get(0).body()).isEqualTo("{\"website\":null}");
    }

    @Test
    void afterTheThirdAttemptItGivesUp() {
        answers(502, "<html>");
        answers(502, "<html>");
        answers(502, "<html>");

        var failure = catchThrowableOfType(
                GuildhallException.Unavailable.class, () -> client.apps().get("a"));

        assertThat(failure.status()).isEqualTo(502);
        assertThat(requests).hasSize(3);
    }

    @Test
    void whatWasDeletedByAnAttemptWithoutAnAnswerIsDeleted() {
        answers(503, "");
        answers(404, "");
        client.sso().remove("a", "o");

        answers(404, "");
        assertThatThrownBy(() -> client.sso().remove("a", "o")).isInstanceOf(GuildhallException.NotFound.class);
    }

    @Test
    void aRefusalSaysWhatAndWhere() {
        answers(
                400,
                "{\"error\":{\"code\":\"REQUEST.INVALID\",\"message\":\"slug is wrong\","
                        + "\"details\":[{\"field\":\"slug\",\"message\":\"slug is wrong\"}]}}");

        var failure = catchThrowableOfType(
                GuildhallException.Invalid.class,
                () -> client.orgs().create("a", OrgFields.of("Acme", "A B", "acme.com")));

        assertThat(failure).hasMessage("slug is wrong");
        assertThat(failure.code()).isEqualTo("REQUEST.INVALID");
        assertThat(failure.details())
                .extracting(GuildhallException.Detail::field)
                .containsExactly("slug");
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() {
        server.stop(0);

        assertThatThrownBy(() -> client.orgs().update("a", "o", new OrgFields().name("x")))
                .isInstanceOf(GuildhallException.Unavailable.class)
                .hasMessageContaining("cannot be reached");
    }
}
