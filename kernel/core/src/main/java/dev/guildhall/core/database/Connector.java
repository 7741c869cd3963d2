package dev.guildhall.core.database;

import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import jdk.net.ExtendedSocketOptions;

/** Opens connections to one PostgreSQL, each within a time, and leaves nothing open of those that failed. */
final class Connector {

    private static final long SERVER_SECONDS = 10;
    private static final int PROBE_AFTER_SECONDS = 5;
    private static final int PROBE_EVERY_SECONDS = 3;
    private static final int PROBES = 3;

    private final VertxInternal vertx;
    private final Future<PgConnectOptions> server;
    /** With or without TLS, where the options leave it to the server; null while that is to be found out. */
    private volatile SslMode settled;

    Connector(VertxInternal vertx, Future<PgConnectOptions> server) {
        this.vertx = vertx;
        this.server = server;
    }

    /**
     * Opens one on the event loop of the caller, as soon as it is known where the server is.
     *
     * @param seconds how long the server may take
     */
    Future<PooledConnection> open(ContextInternal caller, long seconds) {
        return open(caller, options -> options, seconds);
    }

    /** The same, with options of its own. */
    Future<PooledConnection> open(ContextInternal caller, UnaryOperator<PgConnectOptions> own, long seconds) {
        var known = Promise.<PgConnectOptions>promise();
        server.onComplete(known);
        return known.future()
                .timeout(SERVER_SECONDS, TimeUnit.SECONDS)
                .compose(options -> open(caller, own.apply(options), modes(options.getSslMode()), seconds));
    }

    private List<SslMode> modes(SslMode wanted) {
        var known = settled;
        if (known != null) {
            return List.of(known);
        }
        return switch (wanted) {
            case PREFER -> List.of(SslMode.REQUIRE, SslMode.DISABLE);
            case ALLOW -> List.of(SslMode.DISABLE, SslMode.REQUIRE);
            case DISABLE, REQUIRE, VERIFY_CA, VERIFY_FULL -> List.of(wanted);
        };
    }

    // The driver does this as well, but forgets the socket on which the server said no.
    private Future<PooledConnection> open(
            ContextInternal caller, PgConnectOptions options, List<SslMode> modes, long seconds) {
        var mode = modes.get(0);
        return connect(caller, new PgConnectOptions(options).setSslMode(mode), seconds)
                .onSuccess(opened -> settled = mode)
                .recover(failure -> {
                    settled = null;
                    return modes.size() == 1 || failure instanceof TimeoutException
                            ? Future.failedFuture(failure)
                            : open(caller, options, modes.subList(1, modes.size()), seconds);
                });
    }

    private Future<PooledConnection> connect(ContextInternal caller, PgConnectOptions options, long seconds) {
        var context =
                vertx.contextBuilder().withEventLoop(caller.nettyEventLoop()).build();
        var connected = context.<PooledConnection>promise();
        // A client made in the context of a verticle is closed with it, whoever works on the connection by then.
        context.runOnContext(start -> connectIn(context, options, seconds).onComplete(connected));
        return connected.future();
    }

    private Future<PooledConnection> connectIn(ContextInternal context, PgConnectOptions options, long seconds) {
        var client = PgDriver.INSTANCE.createConnectionFactory(vertx, new NetClientOptions());
        return client.connect(context, options)
                .timeout(seconds, TimeUnit.SECONDS)
                .map(connection -> {
                    keepAlive((SqlConnectionInternal) connection);
                    return new PooledConnection(client, (SqlConnectionInternal) connection, context);
                })
                .onFailure(failure -> client.close(Promise.promise()));
    }

    // The driver takes no options for its sockets.
    private static void keepAlive(SqlConnectionInternal connection) {
        var socket = (SocketConnectionBase) connection.unwrap();
        var options = socket.socket().channelHandlerContext().channel().config();
        options.setOption(ChannelOption.SO_KEEPALIVE, true);
        options.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), PROBE_AFTER_SECONDS);
        options.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), PROBE_EVERY_SECONDS);
        options.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES);
    }
}
