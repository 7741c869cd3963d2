package dev.guildhall.core.outbound;

import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The name server of the outside world, with a way out that asks it: every name is this machine's, and from some moment
 * on nothing is said of some of them.
 */
public final class FakeNames {

    private static final int HEADER = 12;
    private static final short ADDRESS = 1;

    private final Vertx vertx;
    private final DatagramSocket server;
    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
    private volatile String silenced = "nothing";

    private FakeNames(Vertx vertx) {
        this.vertx = vertx;
        this.server = vertx.createDatagramSocket();
    }

    public static FakeNames start(Vertx vertx) throws TimeoutException {
        var names = new FakeNames(vertx);
        names.server.handler(names::answer);
        names.server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS);
        return names;
    }

    public OutboundGuard outbound() {
        var address = new InetSocketAddress("127.0.0.1", server.localAddress().port());
        var resolver = new DnsResolver(new SingletonDnsServerAddressStreamProvider(address));
        return new OutboundGuard(vertx, true, resolver, OutboundGuard.options());
    }

    /** Says nothing any more of names with this part. */
    public void silence(String part) {
        silenced = part;
    }

    /** The names that were asked for and not answered. */
    public Set<String> unanswered() {
        return unanswered;
    }

    private void answer(DatagramPacket question) {
        var query = question.data();
        var name = new StringBuilder();
        var at = HEADER;
        for (; query.getByte(at) != 0; at += 1 + query.getByte(at)) {
            name.append(name.isEmpty() ? "" : ".").append(query.getString(at + 1, at + 1 + query.getByte(at)));
        }
        if (name.indexOf(silenced) >= 0) {
            unanswered.add(name.toString());
            return;
        }
        var isAddress = query.getShort(at + 1) == ADDRESS;
        var answer = Buffer.buffer()
                .appendShort(query.getShort(0))
                .appendShort((short) 0x8180)
                .appendShort((short) 1)
                .appendShort((short) (isAddress ? 1 : 0))
                .appendInt(0)
                .appendBuffer(query.getBuffer(HEADER, at + 5));
        if (isAddress) {
            // To be asked for again each time.
            var seconds = 0;
            answer.appendShort((short) 0xC00C)
                    .appendShort(ADDRESS)
                    .appendShort((short) 1)
                    .appendInt(seconds)
                    .appendShort((short) 4)
                    .appendBytes(new byte[] {127, 0, 0, 1});
        }
        server.send(answer, question.sender().port(), question.sender().host());
    }
}
