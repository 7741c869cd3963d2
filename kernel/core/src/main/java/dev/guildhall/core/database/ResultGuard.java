package dev.guildhall.core.database;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Watches what a foreign session receives, before anything is kept of it, and closes the connection when an answer
 * grows beyond what the process is to hold. The protocol's messages begin with a byte for their kind and four for their
 * length, whose own bytes count.
 */
final class ResultGuard extends ChannelInboundHandlerAdapter {

    static final int MAX_BYTES = 8 << 20;
    static final int MAX_ROWS = 20_000;

    private static final byte DATA_ROW = 'D';
    private static final int HEADER = 5;

    private final byte[] header = new byte[HEADER];
    private int headerBytes;
    private long messageBytes;
    private volatile long bytes;
    private volatile int rows;
    private volatile boolean exceeded;

    /** Begins to count anew; for when no answer is on its way. */
    void reset() {
        bytes = 0;
        rows = 0;
    }

    /** Whether the connection was closed for what it received. */
    boolean isExceeded() {
        return exceeded;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Netty tells the pipeline when the connection is closed.
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (exceeded || message instanceof ByteBuf received && isTooMuch(received)) {
            exceeded = true;
            ((ByteBuf) message).release();
            context.close();
            return;
        }
        super.channelRead(context, message);
    }

    private boolean isTooMuch(ByteBuf received) {
        var more = 0;
        var at = received.readerIndex();
        while (at < received.writerIndex()) {
            if (messageBytes > 0) {
                var skipped = (int) Math.min(messageBytes, received.writerIndex() - at);
                at += skipped;
                messageBytes -= skipped;
            } else {
                header[headerBytes++] = received.getByte(at++);
                if (headerBytes == HEADER) {
                    more += begin() ? 1 : 0;
                }
            }
        }
        bytes = bytes + received.readableBytes();
        rows = rows + more;
        return bytes > MAX_BYTES || rows > MAX_ROWS;
    }

    /** Whether the message that begins is a row. */
    private boolean begin() {
        headerBytes = 0;
        messageBytes = (((header[1] & 0xffL) << 24)
                        | ((header[2] & 0xff) << 16)
                        | ((header[3] & 0xff) << 8)
                        | (header[4] & 0xff))
                - (HEADER - 1);
        return header[0] == DATA_ROW;
    }
}
