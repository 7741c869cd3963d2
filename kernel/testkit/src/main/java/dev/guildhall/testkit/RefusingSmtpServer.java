package dev.guildhall.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A mail server that knows nobody but those whose address begins with {@code known}, or who join later, as RFC 5321 has it. */
public final class RefusingSmtpServer implements AutoCloseable {

    private final NetServer server;
    private final Set<String> joined = ConcurrentHashMap.newKeySet();

    private RefusingSmtpServer(Vertx vertx) {
        this.server = vertx.createNetServer().connectHandler(this::converse);
    }

    public static RefusingSmtpServer start(Vertx vertx) {
        var started = new RefusingSmtpServer(vertx);
        Await.result(started.server.listen(0, "127.0.0.1"));
        return started;
    }

    /** From now on somebody has this address. */
    public void join(String address) {
        joined.add("<" + address + ">");
    }

    public int port() {
        return server.actualPort();
    }

    private void converse(NetSocket client) {
        var content = new boolean[1];
        client.write("220 mx.example.org ESMTP\r\n");
        client.handler(RecordParser.newDelimited("\r\n", line -> {
            if (content[0]) {
                content[0] = !line.toString().equals(".");
                if (!content[0]) {
                    client.write("250 2.0.0 taken\r\n");
                }
                return;
            }
            var answer = answer(line.toString());
            content[0] = answer.startsWith("354");
            client.write(answer + "\r\n");
        }));
    }

    private String answer(String command) {
        var name = command.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        return switch (name) {
            case "EHLO" -> "250 mx.example.org";
            case "RCPT" -> {
                var address = command.substring(command.indexOf('<'), command.indexOf('>') + 1);
                yield address.startsWith("<known") || joined.contains(address)
                        ? "250 2.1.5 OK"
                        : "550 5.1.1 " + address + ": there is nobody of that name";
            }
            case "DATA" -> "354 go on";
            case "QUIT" -> "221 2.0.0 bye";
            default -> "250 2.0.0 OK";
        };
    }

    @Override
    public void close() {
        Await.result(server.close());
    }
}
