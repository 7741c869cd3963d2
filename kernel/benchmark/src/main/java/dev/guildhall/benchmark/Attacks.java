package dev.guildhall.benchmark;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The floods that the product must stand: from members of one workspace, and from somebody nobody knows. */
final class Attacks {

    private static final int FAULTY_EVENTS = 20_000;
    private static final int UNKNOWN_PROPERTIES = 60_000;
    private static final int WILDCARDS = 90;
    private static final int STREAMS = 2_500;
    private static final int SLOW_CONNECTIONS = 500;

    private final URI base;
    private final ApiClient anybody;
    private final ApiClient owner;
    private final ApiClient viewer;
    private final String workspace;
    private final List<String> members;
    private final AtomicLong numbers = new AtomicLong();

    /** The owner and a viewer of a workspace, and other members of it whose roles can be changed. */
    Attacks(URI base, ApiClient owner, ApiClient viewer, String workspace, List<String> members) {
        this.base = base;
        this.anybody = ApiClient.anonymous(base);
        this.owner = owner;
        this.viewer = viewer;
        this.workspace = "/api/workspaces/" + workspace;
        this.members = members;
    }

    List<Attack> all() {
        return List.of(
                faultyEvents(),
                unknownProperties(),
                wildcards(),
                guessing(),
                hotWorkspace(),
                streams(),
                slowHeaders(),
                slowBodies());
    }

    private Attack faultyEvents() {
        var event = new JsonObject().put("type", 1);
        var events = new JsonArray();
        IntStream.range(0, FAULTY_EVENTS).forEach(i -> events.add(event));
        var body = events.encode();
        return new Attack("20,000 faulty events in a request", 4, client -> owner.post(workspace + "/events", body));
    }

    private Attack unknownProperties() {
        var body = new JsonObject().put("email", "ada@flood.example").put("password", "flood-password-1");
        IntStream.range(0, UNKNOWN_PROPERTIES).forEach(i -> body.put("p" + i, i));
        var text = body.encode();
        return new Attack("60,000 properties in a sign-in", 4, client -> anybody.post("/api/auth/login", text));
    }

    private Attack wildcards() {
        var term = IntStream.range(0, WILDCARDS)
                .mapToObj(i -> "fullName:\"*a" + i + "*b*\"")
                .collect(Collectors.joining(" OR "));
        var path = workspace + "/members?filter=" + URLEncoder.encode(term, StandardCharsets.UTF_8);
        return new Attack("filters of 90 wildcards", 32, client -> viewer.get(path));
    }

    private Attack guessing() {
        return new Attack("guesses for invented addresses", 64, client -> {
            var credentials = new JsonObject()
                    .put("email", "nobody" + numbers.incrementAndGet() + "@flood.example")
                    .put("password", "guessed-password");
            anybody.call("POST", "/api/auth/login", credentials);
        });
    }

    private Attack hotWorkspace() {
        return new Attack("changes in one workspace", 64, client -> {
            var role = numbers.incrementAndGet() % 2 == 0 ? "MEMBER" : "VIEWER";
            var seat = new JsonObject()
                    .put("userId", members.get(client % members.size()))
                    .put("role", role);
            owner.call("POST", workspace + "/members", seat);
        });
    }

    private Attack streams() {
        var head = "GET " + workspace + "/events/stream HTTP/1.1\r\nHost: stream\r\nAccept: text/event-stream\r\n"
                + "Authorization: Bearer " + viewer.token() + "\r\n\r\n";
        var open = new ConcurrentHashMap<Integer, List<Socket>>();
        var clients = 10;
        return new Attack("event streams of one viewer", clients, client -> {
            var mine = open.computeIfAbsent(client, first -> new ArrayList<>());
            if (mine.size() < STREAMS / clients) {
                var socket = opened(head);
                mine.add(socket);
                requireStream(socket);
            }
        });
    }

    private static void requireStream(Socket socket) throws IOException {
        var status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        if (!status.endsWith(" 200")) {
            socket.close();
            throw new IOException("The stream was refused: " + status);
        }
    }

    private Attack slowHeaders() {
        return slowly("connections with unfinished headers", "GET /api/workspaces HTTP/1.1\r\nHost: slow\r\nX-Slow: ");
    }

    private Attack slowBodies() {
        return slowly(
                "connections with unfinished bodies",
                "POST /api/auth/login HTTP/1.1\r\nHost: slow\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000\r\n\r\n{\"email\":\"");
    }

    private Attack slowly(String name, String head) {
        var open = new ConcurrentHashMap<Integer, List<Socket>>();
        var clients = 10;
        return new Attack(name, clients, client -> {
            var mine = open.computeIfAbsent(client, first -> new ArrayList<>());
            if (mine.size() < SLOW_CONNECTIONS / clients) {
                mine.add(opened(head));
            }
            for (var socket : mine) {
                drip(socket);
            }
            TimeUnit.MILLISECONDS.sleep(500);
        });
    }

    private Socket opened(String head) throws IOException {
        var socket = new Socket(base.getHost(), base.getPort());
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void drip(Socket socket) throws IOException {
        socket.getOutputStream().write('a');
    }
}
