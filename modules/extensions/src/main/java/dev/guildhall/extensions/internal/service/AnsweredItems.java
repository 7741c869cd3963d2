package dev.guildhall.extensions.internal.service;

import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.host.ExtensionFailure;
import dev.guildhall.host.ExtensionFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** An answer of one JSON object a line that is taken apart as it comes. For one answer, on one thread after the other. */
public final class AnsweredItems {

    private static final int LONGEST_LINE = OutboundGuard.MAX_RESPONSE_BYTES;
    private static final long MOST_BYTES = 64L << 20;

    private final Vertx vertx;
    private final Function<JsonObject, Future<Void>> items;
    private Buffer rest = Buffer.buffer();
    private long bytes;

    /** @param items takes one after the other */
    public AnsweredItems(Vertx vertx, Function<JsonObject, Future<Void>> items) {
        this.vertx = vertx;
        this.items = items;
    }

    /** Completes when the items that end in this piece of the answer are taken. */
    public Future<Void> take(Buffer piece) {
        bytes += piece.length();
        if (bytes > MOST_BYTES) {
            return tooLarge("the answer is larger than " + MOST_BYTES + " bytes");
        }
        var lines = new ArrayList<Buffer>();
        var begin = 0;
        for (var at = 0; at < piece.length(); at++) {
            if (piece.getByte(at) == '\n') {
                lines.add(rest.appendBuffer(piece, begin, at - begin));
                rest = Buffer.buffer();
                begin = at + 1;
            }
        }
        rest.appendBuffer(piece, begin, piece.length() - begin);
        return rest.length() > LONGEST_LINE || lines.stream().anyMatch(line -> line.length() > LONGEST_LINE)
                ? tooLarge("a line is longer than " + LONGEST_LINE + " bytes")
                : each(lines);
    }

    /** Completes when the last item is taken, which no line may have ended. */
    public Future<Void> end() {
        return each(List.of(rest));
    }

    private static Future<Void> tooLarge(String why) {
        return Future.failedFuture(new ExtensionFailure(Kind.TOO_LARGE, why));
    }

    private Future<Void> each(List<Buffer> lines) {
        var taken = Future.<Void>succeededFuture();
        for (var line : lines) {
            if (!line.toString().isBlank()) {
                taken = taken.compose(before -> ServiceAnswer.item(vertx, line)).compose(items);
            }
        }
        return taken;
    }
}
