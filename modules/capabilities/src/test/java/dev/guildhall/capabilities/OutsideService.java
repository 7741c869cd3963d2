package dev.guildhall.capabilities;

import dev.guildhall.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private volatile Function<Call, Future<Answer>> answering = call -> Future.succeededFuture(Answer.of(200, "{}"));

    private OutsideService(Vertx vertx) {
        server = Await.result(
                vertx.createHttpServer().requestHandler(this::receive).listen(0, "127.0.0.1"));
    }

    static OutsideService start(Vertx vertx) {
        return new OutsideService(vertx);
    }

    OutsideService answering(Function<Call, Answer> decided) {
        return answeringLater(call -> Future.succeededFuture(decided.apply(call)));
    }

    OutsideService answeringLater(Function<Call, Future<Answer>> decided) {
        answering = decided;
        return this;
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
            answering.apply(call).onSuccess(answer -> {
                answer.headers().forEach(request.response()::putHeader);
                request.response().setStatusCode(answer.status()).end(answer.body());
            });
        });
    }
}
