package dev.guildhall.benchmark;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A workspace with an agent of {@code echo}, and members who talk to it. */
record Talkers(String workspace, List<String> tokens) {

    static final String AGENT = "echo";
    private static final String PASSWORD = "benchmark-password-4";

    static Talkers make(Product product, int people) throws Exception {
        var administrator = product.signIn();
        var workspace = administrator
                .call(
                        "POST",
                        "/api/workspaces",
                        new JsonObject().put("key", "rooms").put("name", "Rooms"))
                .getJsonObject("data")
                .getString("id");
        var agent = new JsonObject()
                .put("key", AGENT)
                .put("name", "Echo")
                .put("provider", "echo")
                .put("model", "echo");
        administrator.call("POST", "/api/workspaces/" + workspace + "/agents", agent);
        var tokens = new ArrayList<String>();
        for (var i = 0; i < people; i++) {
            tokens.add(member(product, administrator, workspace, "talker" + i + "@benchmark.example"));
        }
        return new Talkers(workspace, tokens);
    }

    private static String member(Product product, ApiClient administrator, String workspace, String email)
            throws Exception {
        var account = new JsonObject()
                .put("email", email)
                .put("fullName", "Talker")
                .put("password", PASSWORD)
                .put("roles", new JsonArray().add("USER"));
        var id = administrator
                .call("POST", "/api/admin/users", account)
                .getJsonObject("data")
                .getString("id");
        administrator.call(
                "POST",
                "/api/workspaces/" + workspace + "/members",
                new JsonObject().put("userId", id).put("role", "MEMBER"));
        return ApiClient.signIn(product.base(), email, PASSWORD).token();
    }

    /** Of the n-th person, who comes again when there are fewer. */
    String token(int n) {
        return tokens.get(n % tokens.size());
    }

    List<Room> rooms(int count) {
        var rooms = new ArrayList<Room>();
        for (var i = 0; i < count; i++) {
            rooms.add(new Room(workspace, count + "-" + i));
        }
        return rooms;
    }

    /** A group session. */
    record Room(String workspace, String name) {

        JsonObject frame(String type) {
            return new JsonObject()
                    .put("type", type)
                    .put("workspaceId", workspace)
                    .put("agentId", AGENT)
                    .put("surface", "group")
                    .put("surfaceId", name);
        }
    }
}
