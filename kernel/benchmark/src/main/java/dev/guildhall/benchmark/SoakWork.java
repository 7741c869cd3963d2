package dev.guildhall.benchmark;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the clients of the soak test do, each change written down in the ledger. */
final class SoakWork {

    private static final String CREATE = "/capabilities/directory.contact.create";
    private static final String SEARCH = "/capabilities/directory.contact.search";

    private final Ledger ledger;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, String> contacts = new ConcurrentHashMap<>();
    private final Map<Seat, Boolean> seats = new ConcurrentHashMap<>();

    SoakWork(Ledger ledger) {
        this.ledger = ledger;
    }

    /** A user's place in a workspace. */
    record Seat(String workspace, String user) {}

    /** The contacts that were acknowledged, by the address they are found by, and their workspaces. */
    Map<String, String> contacts() {
        return contacts;
    }

    /** The seats that were taken or left, with true for those that are taken in the end. */
    Map<Seat, Boolean> seats() {
        return seats;
    }

    String makeWorkspace(ApiClient api) throws IOException, InterruptedException {
        var key = "soak-" + numbers.incrementAndGet();
        var made = api.call(
                "POST", "/api/workspaces", new JsonObject().put("key", key).put("name", key));
        var workspace = made.getJsonObject("data");
        var id = workspace.getString("id");
        ledger.done(id, "workspace.created", id);
        ledger.done(id, "member.added", workspace.getString("ownerId"));
        return id;
    }

    void install(ApiClient api, String workspace) throws IOException, InterruptedException {
        var consent = new JsonArray().add("members.read").add("events.publish");
        var request = new JsonObject().put("extensionKey", "directory").put("grantedPermissions", consent);
        api.call("POST", path(workspace) + "/extensions", request);
    }

    void makeAndReadWorkspace(ApiClient api) throws IOException, InterruptedException {
        api.get(path(makeWorkspace(api)));
        api.get("/api/workspaces?pageSize=10");
    }

    void publishAndRead(ApiClient api, String workspace) throws IOException, InterruptedException {
        var subject = "" + numbers.incrementAndGet();
        var event = new JsonObject().put("type", "soak.noted").put("subject", subject);
        change(api, workspace, "soak.noted", "POST", "/events", event);
        ledger.done(workspace, "soak.noted", subject);
        api.get(path(workspace));
        api.get(path(workspace) + "/events?pageSize=20");
    }

    void createAndFindContact(ApiClient api, String workspace) throws IOException, InterruptedException {
        var number = numbers.incrementAndGet();
        // The search takes beginnings of words, so that no number may be the beginning of another.
        var email = "contact-" + number + "x@soak.example";
        var contact = new JsonObject().put("name", "Contact " + number).put("email", email);
        var made = change(api, workspace, "directory.contact.created", "POST", CREATE, contact);
        ledger.done(
                workspace,
                "directory.contact.created",
                made.getJsonObject("data").getString("id"));
        contacts.put(email, workspace);
        requireContact(api, email, workspace);
    }

    void requireContact(ApiClient api, String email, String workspace) throws IOException, InterruptedException {
        var query = new JsonObject().put("query", email);
        var found = api.call("POST", path(workspace) + SEARCH, query).getJsonObject("data");
        if (found.getJsonArray("contacts").size() != 1) {
            throw new IllegalStateException("The contact " + email + " of " + workspace + " is not there: " + found);
        }
    }

    /** Takes a seat and leaves it; where a lost answer left it unknown which it is, it is left first. */
    void joinAndLeave(ApiClient api, Seat seat) throws IOException, InterruptedException {
        if (!seats.containsKey(seat)) {
            leaveIfThere(api, seat);
        }
        if (seats.get(seat)) {
            seats.remove(seat);
            leave(api, seat);
        } else {
            seats.remove(seat);
            join(api, seat, "MEMBER");
        }
        api.get(path(seat.workspace()) + "/members?pageSize=20");
    }

    void join(ApiClient api, Seat seat, String role) throws IOException, InterruptedException {
        var request = new JsonObject().put("userId", seat.user()).put("role", role);
        change(api, seat.workspace(), "member.added", "POST", "/members", request);
        ledger.done(seat.workspace(), "member.added", seat.user());
        seats.put(seat, true);
    }

    private void leave(ApiClient api, Seat seat) throws IOException, InterruptedException {
        change(api, seat.workspace(), "member.removed", "DELETE", "/members/" + seat.user(), null);
        ledger.done(seat.workspace(), "member.removed", seat.user());
        seats.put(seat, false);
    }

    private void leaveIfThere(ApiClient api, Seat seat) throws IOException, InterruptedException {
        try {
            leave(api, seat);
        } catch (ApiClient.Refused refused) {
            if (refused.status() != 404) {
                throw refused;
            }
            seats.put(seat, false);
        }
    }

    private JsonObject change(
            ApiClient api, String workspace, String event, String method, String path, JsonObject body)
            throws IOException, InterruptedException {
        try {
            return api.call(method, path(workspace) + path, body);
        } catch (IOException lost) {
            ledger.unknown(workspace, event);
            throw lost;
        }
    }

    static String path(String workspace) {
        return "/api/workspaces/" + workspace;
    }
}
