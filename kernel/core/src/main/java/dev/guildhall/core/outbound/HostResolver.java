package dev.guildhall.core.outbound;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a name. */
interface HostResolver extends AutoCloseable {

    /** At least one address, or a failure when the name is unknown or no answer comes. */
    Future<List<InetAddress>> resolve(String name);

    @Override
    default void close() {}
}
