package dev.guildhall.capabilities;

import dev.guildhall.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A program outside, which answers as the test says. */
final class OutsideService {

    /** One request as it came. */
    record Call(String path, Map<String, String> headers, Buffer body) {

        boolean isSignedWith(String secret) {
            var content = headers.get("webhook-id") + "." + headers.get("webhook-timestamp") + "." + body;
            try {
                var mac = Mac.getInstance("HmacSHA256");
                var key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                var expected = "v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
                return List.of(headers.get("webhook-signature").split(" ")).contains(expected);
            } catch (GeneralSecurityException everyJvmHasIt) {
                throw new IllegalStateException(everyJvmHasIt);
            }
        }
    }

    /** What it says to a call. */
    record Answer(int status, String body, Map<String, String> headers) {

        static Answer of(int status, String body) {
            return new Answer(status, body, Map.of());
        }
    }

    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<Call, HttpServerResponse> answering;

    private OutsideService(Vertx vertx) {
        server = Await.result(
                vertx.createHttpServer().requestHandler(this::receive).listen(0, "127.0.0.1"));
        answering(call -> Answer.of(200, "{}"));
    }

    static OutsideService start(Vertx vertx) {
        return new OutsideService(vertx);
    }

    OutsideService answering(Function<Call, Answer> decided) {
        return answeringLater(call -> Future.succeededFuture(decided.apply(call)));
    }

    OutsideService answeringLater(Function<Call, Future<Answer>> decided) {
        return answeringBy((call, response) -> decided.apply(call).onSuccess(answer -> {
            answer.headers().forEach(response::putHeader);
            response.setStatusCode(answer.status()).end(answer.body());
        }));
    }

    /** Writes its answers as it likes. */
    OutsideService answeringBy(BiConsumer<Call, HttpServerResponse> writing) {
        answering = writing;
        return this;
    }

    /**
     * A call that it does not answer.
     *
     * @param asked completes when it has come
     * @param gone completes when nobody waits for the answer any more
     */
    record Unanswered(Future<Void> asked, Future<Void> gone) {}

    Unanswered answeringNothing() {
        var asked = Promise.<Void>promise();
        var gone = Promise.<Void>promise();
        answeringBy((call, response) -> {
            response.exceptionHandler(broken -> gone.tryComplete()).closeHandler(closed -> gone.tryComplete());
            asked.complete();
        });
        return new Unanswered(asked.future(), gone.future());
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    List<Call> calls() {
        return calls;
    }

    private void receive(HttpServerRequest request) {
        var headers = request.headers().entries().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue, (a, b) -> a));
        request.body().onSuccess(body -> {
            var call = new Call(request.path(), headers, body);
            calls.add(call);
            answering.accept(call, request.response());
        });
    }
}
