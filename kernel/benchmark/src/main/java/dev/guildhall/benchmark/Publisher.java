package dev.guildhall.benchmark;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.UUID;

/**
 * Publishes events of a workspace, one at each call, at the nodes in turn. What is not answered or is refused because a
 * node ends is not said again: it counts as nothing that was acknowledged.
 */
final class Publisher implements Runnable {

    private final Cluster cluster;
    private final BusyWorkspace workspace;
    private int turn;

    /** @param turn at which node it begins */
    Publisher(Cluster cluster, BusyWorkspace workspace, int turn) {
        this.cluster = cluster;
        this.workspace = workspace;
        this.turn = turn;
    }

    @Override
    public void run() {
        var mark = UUID.randomUUID();
        var event = new JsonObject()
                .put("type", BusyWorkspace.TYPE)
                .put("data", new JsonObject().put("mark", mark.toString()));
        try {
            var answer = cluster.administrator(turn++).call("POST", workspace.path() + "/events", event);
            workspace.acknowledged(mark, answer.getJsonArray("data").getJsonObject(0));
        } catch (IOException lost) {
            workspace.unanswered();
        } catch (ApiClient.Refused refused) {
            if (refused.status() < 500) {
                workspace.fault("A publication was refused: " + refused.getMessage());
            } else {
                workspace.unanswered();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
