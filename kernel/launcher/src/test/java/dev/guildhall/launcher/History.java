package dev.guildhall.launcher;

import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** All events of a workspace, as its history tells them. */
final class History {

    private History() {}

    static List<JsonObject> of(HttpTester admin, String workspace) {
        var events = new ArrayList<JsonObject>();
        var path = "/api/workspaces/" + workspace + "/events?pageSize=1000";
        var page = admin.get(path).expect(200);
        while (true) {
            page.list().forEach(event -> events.add((JsonObject) event));
            var next = page.json().getString("nextPageToken");
            if (next == null) {
                return events;
            }
            page = admin.get(path + "&pageToken=" + next).expect(200);
        }
    }
}
