package dev.guildhall.spi.testing;

import dev.guildhall.spi.OutboundHttp;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.OutboundResponse;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/** The outside of a test, whose streams come in pieces that are cut anywhere. */
record FakeHttp(Function<OutboundRequest, Future<OutboundResponse>> outside) implements OutboundHttp {

    private static final int PIECE = 7;

    @Override
    public Future<OutboundResponse> send(OutboundRequest request) {
        return outside.apply(request);
    }

    @Override
    public Future<OutboundResponse> stream(OutboundRequest request, Function<Buffer, Future<Void>> body) {
        return send(request)
                .compose(answer -> answer.succeeded() ? streamed(answer, body) : Future.succeededFuture(answer));
    }

    private static Future<OutboundResponse> streamed(OutboundResponse answer, Function<Buffer, Future<Void>> body) {
        var sent = Future.<Void>succeededFuture();
        for (var from = 0; from < answer.body().length(); from += PIECE) {
            var piece = answer.body().getBuffer(from, Math.min(answer.body().length(), from + PIECE));
            sent = sent.compose(before -> body.apply(piece));
        }
        return sent.map(all -> new FakeResponse(answer.status(), answer.headers(), Buffer.buffer()));
    }
}
