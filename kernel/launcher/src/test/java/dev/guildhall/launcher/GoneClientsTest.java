package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester.Part;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Clients that go away in the middle of something are nobody's error here, and nothing suffers from it. */
@Isolated("A server that the machine keeps waiting writes that down as well.")
class GoneClientsTest {

    private static final int TIMES = 2;
    private static final int MUCH = 64 * 1024;
    private static final String TO_WEB_SOCKET = "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    /** A text of one letter, masked by nothing. */
    private static final String NO_SOCKJS = "\u0081\u0081\0\0\0\0x";

    @TempDir
    Path folder;

    private URI address;
    private String token;

    @Test
    void whoeverGoesAwayInTheMiddleWritesNoErrorAndHoldsNobodyUp() throws Exception {
        try (var product = RunningProduct.start(folder.resolve("data"))) {
            address = URI.create(product.http().base());
            token = product.token(RunningProduct.ADMIN, RunningProduct.PASSWORD);
            var admin = product.http().withBearer(token);
            var workspace = "/api/workspaces/"
                    + admin.post(
                                    "/api/workspaces",
                                    new JsonObject().put("key", "acme").put("name", "Acme"))
                            .expect(200)
                            .data()
                            .getString("id");
            admin.upload(
                            "/api/admin/marketplace/extensions",
                            Part.file("artifact", "h.jar", BundledExtension.HELLO.bytes()))
                    .expect(201);
            var hello = new JsonObject()
                    .put("extensionKey", "hello")
                    .put(
                            "grantedPermissions",
                            new JsonArray().add("members.read").add("events.publish"));
            admin.post(workspace + "/extensions", hello).expect(201);

            for (var time = 0; time < TIMES; time++) {
                for (var request : requests(workspace)) {
                    for (var sent : moments(request)) {
                        leave(sent, 0);
                        leave(sent, 20);
                    }
                }
            }

            admin.post(workspace + "/events", new JsonObject().put("type", "still.there"))
                    .expect(202);
            product.http().get("/health/ready").expect(200);
            assertThat(product.stop()).isEqualTo(143);
            assertThat(product.log()).doesNotContain(" ERROR ", "Exception");
        }
    }

    private List<String> requests(String workspace) {
        var login = new JsonObject().put("email", RunningProduct.ADMIN).put("password", RunningProduct.PASSWORD);
        var form = "--b\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"a.jar\"\r\n\r\n"
                + "x".repeat(MUCH) + "\r\n--b--\r\n";
        return List.of(
                request("GET", "/api/openapi.json", "", ""),
                request("GET", workspace + "/events", "", ""),
                request("GET", workspace + "/events/stream?after=0", "", ""),
                request("GET", workspace + "/x/hello/greetings/ada", "", ""),
                request("GET", workspace + "/audit?format=ndjson", "Accept: application/x-ndjson\r\n", ""),
                request("GET", "/ws", "Upgrade: websocket\r\nConnection: Upgrade\r\n", ""),
                request("GET", "/api/eventbus/websocket", TO_WEB_SOCKET, ""),
                request("GET", "/api/eventbus/000/abcdefgh/websocket", TO_WEB_SOCKET, "") + NO_SOCKJS,
                request("POST", "/api/auth/login", "Content-Type: application/json\r\n", login.encode()),
                request(
                        "POST",
                        workspace + "/events",
                        "Content-Type: application/json\r\n",
                        "{\"type\":\"a.b\",\"data\":\"" + "x".repeat(MUCH / 2) + "\"}"),
                request(
                        "POST",
                        workspace + "/capabilities/hello.greeting.say",
                        "Content-Type: application/json\r\n",
                        "{\"name\":\"Ada\"}"),
                request(
                        "POST",
                        "/api/admin/marketplace/extensions",
                        "Content-Type: multipart/form-data; boundary=b\r\n",
                        form),
                "POST " + workspace + "/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "8\r\n{\"type\":\r\n6\r\n\"a.b\"}\r\n0\r\n\r\n");
    }

    private String request(String method, String path, String headers, String body) {
        var length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
        return method + " " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + token + "\r\n" + headers
                + length + "\r\n" + body;
    }

    /** What was sent of a request when its client left: in its first line, its headers, its body, after it, or twice. */
    private static List<String> moments(String request) {
        var head = request.indexOf("\r\n\r\n") + 4;
        return List.of(
                "",
                request.substring(0, 9),
                request.substring(0, head - 2),
                request.substring(0, head),
                request.substring(0, (head + request.length()) / 2),
                request.substring(0, request.length() - 1),
                request,
                request + request);
    }

    /** Sends that, reads as many bytes at most, and resets the connection. */
    private void leave(String sent, int read) throws IOException {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoLinger(true, 0);
            socket.setSoTimeout(20);
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
            if (read > 0) {
                readUpTo(socket, read);
            }
        }
    }

    private static void readUpTo(Socket socket, int bytes) throws IOException {
        try {
            socket.getInputStream().readNBytes(bytes);
        } catch (SocketTimeoutException nothingYet) {
            // It leaves all the same.
        }
    }
}
