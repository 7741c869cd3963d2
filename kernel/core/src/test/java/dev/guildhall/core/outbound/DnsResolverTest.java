package dev.guildhall.core.outbound;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DnsResolverTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private DatagramSocket server;
    private DnsResolver resolver;

    @BeforeEach
    void start() throws TimeoutException {
        server = vertx.createDatagramSocket();
        server.handler(this::answer);
        await(server.listen(0, "127.0.0.1"));
        resolver = new DnsResolver(new SingletonDnsServerAddressStreamProvider(
                new InetSocketAddress("127.0.0.1", server.localAddress().port())));
    }

    @AfterEach
    void stop() throws TimeoutException {
        resolver.close();
        await(vertx.close());
    }

    @Test
    void findsTheAddressesOfANameAndKeepsThemForAMoment() throws Exception {
        var first = await(resolver.resolve("hooks.good.example"));
        var again = await(resolver.resolve("hooks.good.example"));

        assertThat(first).containsExactly(InetAddress.getByName("192.0.2.7"));
        assertThat(again).isEqualTo(first);
        assertThat(asked).containsOnlyOnce("hooks.good.example/1");
    }

    @Test
    void answersForOneNameWhileManyOthersHaveSlowServers() throws Exception {
        var slow = IntStream.range(0, 200)
                .mapToObj(each -> resolver.resolve("a.silent" + each + ".example"))
                .toList();

        assertThat(await(resolver.resolve("hooks.good.example"))).hasSize(1);
        assertThat(slow).noneMatch(Future::succeeded);
    }

    @Test
    void givesOneDomainFewLookupsAtOnce() {
        var slow = IntStream.range(0, 40)
                .mapToObj(each -> resolver.resolve("a" + each + ".silent.example"))
                .toList();

        assertThat(slow)
                .filteredOn(Future::failed)
                .hasSize(24)
                .allSatisfy(refused -> assertThat(refused.cause())
                        .isInstanceOf(UnknownHostException.class)
                        .hasMessageContaining("too many"));
    }

    @Test
    void sharesTheAnswerOfAQuestionThatIsUnderWay() {
        var first = resolver.resolve("a.silent.example");

        assertThat(resolver.resolve("a.silent.example")).isSameAs(first);
    }

    @Test
    void givesUpOnAServerThatSaysNothing() {
        var answer = resolver.resolve("a.silent.example");

        assertThatThrownBy(() -> await(answer)).isInstanceOf(Exception.class);
        assertThat(answer.failed()).isTrue();
    }

    @Test
    void knowsTheNamesOfTheHostsFile() throws Exception {
        assertThat(await(resolver.resolve("localhost"))).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
        assertThat(asked).isEmpty();
    }

    /** Says nothing of names with silent in them; every other has one address of version 4. */
    private void answer(DatagramPacket question) {
        var query = question.data();
        var name = new StringBuilder();
        var at = 12;
        for (; query.getByte(at) != 0; at += 1 + query.getByte(at)) {
            name.append(name.isEmpty() ? "" : ".").append(query.getString(at + 1, at + 1 + query.getByte(at)));
        }
        var type = query.getShort(at + 1);
        asked.add(name + "/" + type);
        if (name.indexOf("silent") >= 0) {
            return;
        }
        var isAddress = type == 1;
        var answer = Buffer.buffer()
                .appendShort(query.getShort(0))
                .appendShort((short) 0x8180)
                .appendShort((short) 1)
                .appendShort((short) (isAddress ? 1 : 0))
                .appendInt(0)
                .appendBuffer(query.getBuffer(12, at + 5));
        if (isAddress) {
            answer.appendShort((short) 0xC00C)
                    .appendShort((short) 1)
                    .appendShort((short) 1)
                    .appendInt(60);
            answer.appendShort((short) 4).appendBytes(new byte[] {(byte) 192, 0, 2, 7});
        }
        server.send(answer, question.sender().port(), question.sender().host());
    }

    private static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(10, SECONDS);
    }
}
