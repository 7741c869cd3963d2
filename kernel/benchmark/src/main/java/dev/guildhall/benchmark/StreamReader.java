package dev.guildhall.benchmark;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Follows the events of a workspace from the first, and goes on after the last it has at another node when its own is
 * killed. It ends with the connection it has when it is no longer wanted.
 */
final class StreamReader implements Callable<Void> {

    private static final long AGAIN_MILLIS = 500;

    private final Cluster cluster;
    private final String workspace;
    private final Inbox inbox;
    private final AtomicInteger connections;
    private final BooleanSupplier ended;
    private int node;

    /**
     * @param node which it takes first
     * @param connections counts how often it connected
     * @param ended whether it is no longer wanted
     */
    StreamReader(
            Cluster cluster,
            int node,
            String workspace,
            Inbox inbox,
            AtomicInteger connections,
            BooleanSupplier ended) {
        this.cluster = cluster;
        this.node = node;
        this.workspace = workspace;
        this.inbox = inbox;
        this.connections = connections;
        this.ended = ended;
    }

    @Override
    public Void call() throws InterruptedException {
        while (!ended.getAsBoolean()) {
            try {
                read();
            } catch (IOException lost) {
                node++;
            } catch (ApiClient.Refused refused) {
                if (refused.status() < 500) {
                    throw refused;
                }
                node++;
            }
            TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        }
        return null;
    }

    private void read() throws IOException, InterruptedException {
        var path = "/api/workspaces/" + workspace + "/events/stream";
        try (var body = cluster.administrator(node).stream(path, inbox.last());
                var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            connections.incrementAndGet();
            var id = "";
            var data = "";
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id:")) {
                    id = line.substring("id:".length()).strip();
                } else if (line.startsWith("data:")) {
                    data = line.substring("data:".length());
                } else if (line.isEmpty() && !data.isEmpty()) {
                    take(id, new JsonObject(data));
                    data = "";
                }
            }
        }
    }

    private void take(String id, JsonObject event) {
        if (!id.equals(event.getLong("sequence").toString())) {
            throw new IllegalStateException("The stream of " + workspace + " has " + event + " under the id " + id);
        }
        inbox.take(event);
    }
}
