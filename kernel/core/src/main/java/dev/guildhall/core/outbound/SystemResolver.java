package dev.guildhall.core.outbound;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's own resolution of names, hosts file and search domains included. It blocks, and as long as a stranger's
 * name server likes, so that it has threads of its own.
 */
final class SystemResolver implements HostResolver {

    private static final Logger LOG = LoggerFactory.getLogger(SystemResolver.class);
    private static final int THREADS = 4;

    private final WorkerExecutor workers;

    SystemResolver(Vertx vertx) {
        this.workers = vertx.createSharedWorkerExecutor("guildhall-resolver", THREADS);
    }

    @Override
    public Future<List<InetAddress>> resolve(String name) {
        return workers.executeBlocking(() -> List.of(InetAddress.getAllByName(name)), false);
    }

    @Override
    public void close() {
        workers.close().onFailure(failure -> LOG.warn("The threads that resolve names did not end", failure));
    }
}
