package dev.guildhall.core.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Watches over one connection: a client that is slow to ask or to take its answer loses it, and while the server stops,
 * each answer says that it is the last. A stream may take as long as it likes, and so may the server.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the pipeline what became of writing and closing.
final class ConnectionGuard extends ChannelDuplexHandler {

    private final HttpLimits.Times times;
    private final Duration interval;
    private final BooleanSupplier stopping;

    private int asked;
    private boolean bodyOpen;
    private boolean last;
    private long deadline;
    private boolean waiting;
    private ScheduledFuture<?> looking;

    ConnectionGuard(HttpLimits.Times times, BooleanSupplier stopping) {
        this.times = times;
        this.interval = times.head().dividedBy(2);
        this.stopping = stopping;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        await(times.head());
        look(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        looking.cancel(false);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        looking.cancel(false);
        context.fireChannelInactive();
    }

    /**
     * A client that resets its connection goes away like one that closes it, and what is under way is told so once, by
     * the close. Told of the exception before, it would take that for a failure of its own.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            context.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            asked++;
            bodyOpen = true;
            waiting = false;
        }
        context.fireChannelRead(message);
        if (message instanceof LastHttpContent) {
            bodyOpen = false;
            closeAfterLast(context);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response && !isInformational(message)) {
            sayWhetherLast(response);
        }
        if (message instanceof LastHttpContent && !isInformational(message)) {
            await(times.taking());
            var noticed = promise.unvoid();
            noticed.addListener(sent -> taken(context));
            context.write(message, noticed);
        } else {
            context.write(message, promise);
        }
    }

    private void sayWhetherLast(HttpResponse response) {
        if (stopping.getAsBoolean()) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        last = response.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    }

    private void taken(ChannelHandlerContext context) {
        asked--;
        if (asked > 0) {
            waiting = false;
        } else {
            // A body that nobody wants any more is let in for a while, or its sender would lose the answer.
            await(last ? times.head() : times.rest());
        }
        closeAfterLast(context);
    }

    private void closeAfterLast(ChannelHandlerContext context) {
        if (last && asked == 0 && !bodyOpen) {
            context.close();
        }
    }

    private static boolean isInformational(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private void await(Duration most) {
        deadline = System.nanoTime() + most.toNanos();
        waiting = true;
    }

    // Not a timer for each request: looking now and then costs less, and nobody needs it to the second.
    private void look(ChannelHandlerContext context) {
        looking = context.executor()
                .schedule(
                        () -> {
                            if (waiting && System.nanoTime() - deadline > 0) {
                                context.close();
                            } else {
                                look(context);
                            }
                        },
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS);
    }
}
