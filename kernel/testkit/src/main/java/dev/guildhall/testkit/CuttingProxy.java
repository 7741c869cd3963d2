package dev.guildhall.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A way to a server that ends at a chosen message from its clients: that one does not arrive, all connections are cut, and
 * nobody is let in any more. For the server it is as if the client's process had been killed.
 */
public final class CuttingProxy {

    /** The simple query that commits, as a client of PostgreSQL sends it. */
    private static final String COMMIT = "Q\0\0\0\u000bCOMMIT\0";

    private final NetServer server;
    private final NetClient client;
    private final Set<NetSocket> ends = ConcurrentHashMap.newKeySet();
    private Predicate<Buffer> counted = message -> true;
    private Runnable atCut = () -> {};
    private int left = Integer.MAX_VALUE;
    private boolean cut;

    private CuttingProxy(Vertx vertx, String host, int port) {
        this.client = vertx.createNetClient();
        this.server = Await.result(vertx.createNetServer()
                .connectHandler(near -> connect(near, host, port))
                .listen(0, "127.0.0.1"));
    }

    public static CuttingProxy to(Vertx vertx, String host, int port) {
        return new CuttingProxy(vertx, host, port);
    }

    public int port() {
        return server.actualPort();
    }

    /** Lets so many messages pass from now on, and cuts at the one after them. */
    public synchronized void cutAfter(int messages) {
        left = messages;
    }

    /** Lets so many transactions be committed from now on, and cuts at the commit of the next, after doing this. */
    public synchronized void cutAfterCommits(int commits, Runnable first) {
        counted = message -> message.toString(StandardCharsets.ISO_8859_1).contains(COMMIT);
        atCut = first;
        left = commits;
    }

    /** Whether it has come to that. */
    public synchronized boolean isCut() {
        return cut;
    }

    private void connect(NetSocket near, String host, int port) {
        near.pause();
        if (isCut()) {
            near.close();
            return;
        }
        client.connect(port, host)
                .onSuccess(far -> {
                    ends.add(near);
                    ends.add(far);
                    near.handler(message -> {
                        if (passes(message)) {
                            far.write(message);
                        } else {
                            ends.forEach(NetSocket::close);
                        }
                    });
                    far.handler(near::write);
                    end(near, far);
                    end(far, near);
                    near.resume();
                })
                .onFailure(refused -> near.close());
    }

    private synchronized boolean passes(Buffer message) {
        if (!cut && counted.test(message) && left-- <= 0) {
            cut = true;
            atCut.run();
        }
        return !cut;
    }

    private void end(NetSocket one, NetSocket other) {
        one.exceptionHandler(broken -> other.close());
        one.closeHandler(closed -> {
            ends.remove(one);
            other.close();
        });
    }
}
