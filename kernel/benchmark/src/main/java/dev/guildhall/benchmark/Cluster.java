package dev.guildhall.benchmark;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Some nodes on one database, of which one at a time is killed and started again. It tells its clients which are there, as
 * a load balancer would that looks at them often.
 */
final class Cluster implements AutoCloseable {

    private static final List<String> JVM = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final List<Path> directories = new ArrayList<>();
    private final Product[] nodes;
    /** The administrator at each node; none where there is no node. */
    private final AtomicReferenceArray<ApiClient> administrators;

    private Cluster(int size) {
        nodes = new Product[size];
        administrators = new AtomicReferenceArray<>(size);
    }

    /** Starts the first node, which makes the tables, and then the others at once. */
    static Cluster start(int size, Path directory, EmbeddedPostgres postgres, List<String> flags) throws Exception {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        var all = new ArrayList<>(flags);
        all.addAll(List.of("--database-url", postgres.url(EmbeddedPostgres.DATABASE)));
        all.addAll(List.of("--secret-key", Base64.getEncoder().encodeToString(key)));
        var cluster = new Cluster(size);
        for (var i = 0; i < size; i++) {
            cluster.directories.add(directory.resolve("node-" + i));
        }
        try {
            cluster.start(0, all);
            cluster.startOthers(all);
            return cluster;
        } catch (Exception failure) {
            cluster.close();
            throw failure;
        }
    }

    private void startOthers(List<String> flags) throws Exception {
        var threads = Executors.newCachedThreadPool();
        try {
            var starting = new ArrayList<Callable<Void>>();
            for (var i = 1; i < nodes.length; i++) {
                var index = i;
                starting.add(() -> start(index, flags));
            }
            for (Future<Void> started : threads.invokeAll(starting)) {
                started.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private Void start(int index, List<String> flags) throws Exception {
        nodes[index] = Product.start(JVM, directories.get(index), flags.toArray(String[]::new));
        administrators.set(index, nodes[index].signIn());
        return null;
    }

    int size() {
        return nodes.length;
    }

    /** Where the nodes log to. */
    List<Path> logs() {
        return directories.stream().map(Product::log).toList();
    }

    /** The administrator at a node that is there: at this one, or else at the next. */
    ApiClient administrator(int preferred) {
        for (var i = 0; i < nodes.length; i++) {
            var administrator = administrators.get((preferred + i) % nodes.length);
            if (administrator != null) {
                return administrator;
            }
        }
        throw new IllegalStateException("No node is there");
    }

    /** Kills a node, starts it again, and tells how long that took. */
    Duration restart(int index) throws Exception {
        nodes[index].kill();
        administrators.set(index, null);
        nodes[index] = nodes[index].again();
        administrators.set(index, nodes[index].signIn());
        return nodes[index].startTime();
    }

    @Override
    public void close() throws Exception {
        for (var node : nodes) {
            if (node != null) {
                node.close();
            }
        }
    }
}
