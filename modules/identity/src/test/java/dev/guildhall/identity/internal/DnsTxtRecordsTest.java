package dev.guildhall.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.identity.internal.sso.DnsTxtRecords;
import dev.guildhall.testkit.Await;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TXT records of a real name server, as small as one can be (RFC 1035). */
class DnsTxtRecordsTest {

    private static final int NO_SUCH_NAME = 3;
    private static final int SERVER_FAILURE = 2;

    private Vertx vertx;
    private DatagramSocket server;
    private volatile int code;
    private volatile List<String> texts = List.of();

    @BeforeEach
    void aNameServerAnswers() throws IOException {
        vertx = Vertx.vertx();
        server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::serve, "name-server");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() {
        server.close();
        Await.result(vertx.close());
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[512], 512);
        try {
            while (true) {
                server.receive(packet);
                var answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (SocketException closed) {
            // The test is over.
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private byte[] answer(byte[] question) {
        var end = 12;
        while (question[end] != 0) {
            end += question[end] + 1;
        }
        end += 5;
        var out = new ByteArrayOutputStream();
        var head = ByteBuffer.allocate(12).putShort(ByteBuffer.wrap(question).getShort());
        head.putShort((short) (0x8180 | code)).putShort((short) 1).putShort((short) texts.size());
        out.writeBytes(head.array());
        out.write(question, 12, end - 12);
        for (var text : texts) {
            var bytes = text.getBytes(StandardCharsets.US_ASCII);
            // A pointer to the name, TXT, IN, no time to live, and one string.
            out.writeBytes(ByteBuffer.allocate(12)
                    .putShort((short) 0xC00C)
                    .putShort((short) 16)
                    .putShort((short) 1)
                    .putInt(0)
                    .putShort((short) (bytes.length + 1))
                    .array());
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    private List<String> asked() {
        return Await.result(
                DnsTxtRecords.of(vertx, "127.0.0.1", server.getLocalPort()).at("_guildhall-challenge.acme.example"));
    }

    @Test
    void givesTheTexts() {
        texts = List.of("v=spf1 -all", "guildhall-domain-verification=abc");

        assertThat(asked()).containsExactlyInAnyOrder("v=spf1 -all", "guildhall-domain-verification=abc");
    }

    @Test
    void givesNoneOfANameThatHasNoneOrIsNotThere() {
        assertThat(asked()).isEmpty();

        code = NO_SUCH_NAME;
        assertThat(asked()).isEmpty();
    }

    @Test
    void failsWhenNobodyKnows() {
        code = SERVER_FAILURE;

        assertThatThrownBy(this::asked).hasMessageContaining("SERVFAIL");
    }
}
