package dev.guildhall.core.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Refuses heads that a proxy before this server might read otherwise, so that nobody slips a request past it
 * (RFC 9112): a length beside a transfer encoding, several hosts or none, and lines that go on on the next.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {

    private static final byte LF = '\n';

    private boolean inHead = true;
    private boolean lineEnded;
    private boolean folded;
    private boolean refused;

    StrictRequestDecoder(HttpServerOptions options) {
        super(options);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        var from = in.readerIndex();
        var before = out.size();
        var readsHead = inHead;
        super.decode(context, in, out);
        // One call never goes on from the head into the body, so all that was read belongs to it.
        if (readsHead) {
            lookForFoldedLines(in, from, in.readerIndex());
        }
        for (var message : out.subList(before, out.size())) {
            if (message instanceof HttpRequest request) {
                refuseUnclear(request);
                inHead = false;
            }
            if (message instanceof LastHttpContent) {
                inHead = true;
            }
        }
    }

    private void lookForFoldedLines(ByteBuf in, int from, int to) {
        if (from == to) {
            return;
        }
        folded |= lineEnded && isBlank(in.getByte(from));
        // The library searches by words, which is far faster than octet by octet.
        for (var end = in.indexOf(from, to - 1, LF); end >= 0; end = in.indexOf(end + 1, to - 1, LF)) {
            folded |= isBlank(in.getByte(end + 1));
        }
        lineEnded = in.getByte(to - 1) == LF;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private void refuseUnclear(HttpRequest request) {
        var fault = fault(request);
        folded = false;
        lineEnded = false;
        if (fault != null && request.decoderResult().isSuccess()) {
            // Where its body ends is as unclear, so nothing after the head is read.
            refused = true;
            request.setDecoderResult(DecoderResult.failure(new UnclearRequest(fault)));
        }
    }

    private String fault(HttpRequest request) {
        if (folded) {
            return "A line of the head goes on on the next.";
        }
        var hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || hosts == 0 && request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return "There must be one 'Host' header.";
        }
        var encodings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return encodings.isEmpty() || encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked")
                ? null
                : "The only Transfer-Encoding that is taken is chunked.";
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new UnclearRequest("There is a Content-Length beside a Transfer-Encoding.");
    }

    /** Says what is wrong with a head that could be read. */
    static final class UnclearRequest extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        UnclearRequest(String message) {
            super(message);
        }
    }
}
