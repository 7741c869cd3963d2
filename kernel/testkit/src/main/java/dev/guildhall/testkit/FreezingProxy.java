package dev.guildhall.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to a server that can be blocked: while it is frozen nothing comes through in either direction and nobody is told,
 * as when a network is cut or a machine stands still; thawed, everything held back arrives.
 */
public final class FreezingProxy {

    private final NetServer server;
    private final NetClient client;
    private final Set<NetSocket> ends = ConcurrentHashMap.newKeySet();
    private volatile boolean frozen;

    private FreezingProxy(Vertx vertx, String host, int port) {
        this.client = vertx.createNetClient();
        this.server = Await.result(vertx.createNetServer()
                .connectHandler(near -> connect(near, host, port))
                .listen(0, "127.0.0.1"));
    }

    public static FreezingProxy to(Vertx vertx, String host, int port) {
        return new FreezingProxy(vertx, host, port);
    }

    public int port() {
        return server.actualPort();
    }

    public void freeze() {
        frozen = true;
        ends.forEach(NetSocket::pause);
    }

    public void thaw() {
        frozen = false;
        ends.forEach(NetSocket::resume);
    }

    private void connect(NetSocket near, String host, int port) {
        near.pause();
        client.connect(port, host)
                .onSuccess(far -> {
                    join(near, far);
                    join(far, near);
                })
                .onFailure(refused -> near.close());
    }

    private void join(NetSocket from, NetSocket to) {
        from.handler(to::write);
        from.exceptionHandler(broken -> to.close());
        from.closeHandler(closed -> {
            ends.remove(from);
            to.close();
        });
        ends.add(from);
        if (frozen) {
            from.pause();
        } else {
            from.resume();
        }
    }
}
