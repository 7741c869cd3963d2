package dev.guildhall.core.outbound;

import static dev.guildhall.core.outbound.OutboundException.Kind.TIMEOUT;
import static dev.guildhall.core.outbound.OutboundException.Kind.TOO_LARGE;
import static dev.guildhall.core.outbound.OutboundException.Kind.UNREACHABLE;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundGuardTest {

    private static final String PUBLIC = "93.184.215.14";
    private static final String LOCAL = "127.0.0.1";
    private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("hooks.example");

    private final Vertx vertx = Vertx.vertx();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private int port;
    private int securePort;

    /** Answers with what it is given, one after the other and the last one again and again. */
    private static final class FakeResolver implements HostResolver {

        private final Queue<List<InetAddress>> answers = new ConcurrentLinkedQueue<>();
        private final List<String> asked = new CopyOnWriteArrayList<>();

        FakeResolver answering(String... addresses) {
            var answer = new ArrayList<InetAddress>();
            for (var address : addresses) {
                try {
                    answer.add(InetAddress.getByName(address));
                } catch (UnknownHostException noLiteral) {
                    throw new IllegalArgumentException(noLiteral);
                }
            }
            answers.add(answer);
            return this;
        }

        @Override
        public Future<List<InetAddress>> resolve(String name) {
            asked.add(name);
            var answer = answers.size() > 1 ? answers.poll() : answers.peek();
            return answer == null
                    ? Future.failedFuture(new UnknownHostException(name))
                    : Future.succeededFuture(answer);
        }
    }

    @BeforeEach
    void startServers() throws TimeoutException {
        port = await(vertx.createHttpServer().requestHandler(this::answer).listen(0, LOCAL))
                .actualPort();
        var secure = new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(CERTIFICATE.keyCertOptions());
        securePort = await(vertx.createHttpServer(secure)
                        .requestHandler(this::answer)
                        .listen(0, LOCAL))
                .actualPort();
    }

    @AfterEach
    void stop() throws TimeoutException {
        await(vertx.close());
    }

    private void answer(HttpServerRequest request) {
        var name = request.isSSL() ? request.connection().indicatedServerName() : "";
        received.add(request.method() + " " + request.authority() + " " + request.uri() + " " + name);
        var response = request.response();
        switch (request.path()) {
            case "/redirect" ->
                response.setStatusCode(302).putHeader("location", "/").end();
            case "/cookies" ->
                response.putHeader("Set-Cookie", List.<String>of("a=1", "b=2; Expires=Sun, 06 Nov 2044 08:49:37 GMT"))
                        .end();
            case "/large" -> response.end(Buffer.buffer(new byte[OutboundGuard.MAX_RESPONSE_BYTES + 1]));
            case "/largest" -> response.end(Buffer.buffer(new byte[OutboundGuard.MAX_RESPONSE_BYTES]));
            case "/silent" -> request.pause();
            case "/slow" -> {
                response.setChunked(true).write("a");
                vertx.setPeriodic(50, tick -> response.write("a"));
            }
            case "/broken" -> {
                response.putHeader("content-length", "10").write("a");
                request.connection().close();
            }
            default ->
                request.body()
                        .onSuccess(body -> response.setStatusCode(201)
                                .putHeader(
                                        "X-Seen", request.getHeader("x-sent") + "," + request.getHeader("user-agent"))
                                .end(body));
        }
    }

    @Test
    void callsTheCheckedAddressUnderTheNameOfTheHost() throws TimeoutException {
        var resolver = new FakeResolver().answering(LOCAL);
        var guard = guard(true, resolver);

        var answer = await(guard.send(new GuardedRequest(
                HttpMethod.POST,
                URI.create("http://Hooks.example:" + port + "/in?a=b"),
                Map.of("x-sent", "yes"),
                Buffer.buffer("hello"),
                Duration.ofSeconds(5))));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).hasToString("hello");
        assertThat(answer.header("x-seen")).hasValue("yes,Guildhall");
        assertThat(received).containsExactly("POST hooks.example:" + port + " /in?a=b ");
        assertThat(resolver.asked).containsExactly("hooks.example");
    }

    @Test
    void verifiesTheCertificateForTheNameAndSendsItInTheHandshake() throws TimeoutException {
        var guard = guard(true, new FakeResolver().answering(LOCAL));

        var answer = await(guard.send(get("https://hooks.example:" + securePort + "/")));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(received).containsExactly("GET hooks.example:" + securePort + " / hooks.example");
    }

    @Test
    void refusesACertificateOfAnotherName() {
        var guard = guard(true, new FakeResolver().answering(LOCAL));

        assertFails(guard.send(get("https://other.example:" + securePort + "/")), UNREACHABLE);
        assertThat(received).isEmpty();
    }

    @Test
    void refusesACertificateNobodyVouchesFor() {
        var guard = new OutboundGuard(vertx, true, new FakeResolver().answering(LOCAL), OutboundGuard.options());

        assertFails(guard.send(get("https://hooks.example:" + securePort + "/")), UNREACHABLE);
        assertThat(received).isEmpty();
    }

    @Test
    void doesNotCallAHostThatMovedInsideAfterItWasRegistered() throws TimeoutException {
        var guard = guard(false, new FakeResolver().answering(PUBLIC).answering(LOCAL));
        var url = "https://hooks.example:" + securePort + "/";

        assertThat(await(guard.check("url", url))).isEqualTo(URI.create(url));

        assertRefused("url", guard.send(get(url)));
        assertThat(received).isEmpty();
    }

    @Test
    void asksForTheAddressesAnewAtEveryCall() throws TimeoutException {
        var resolver = new FakeResolver().answering(LOCAL);
        var guard = guard(true, resolver);

        await(guard.send(get("http://hooks.example:" + port + "/1")));
        await(guard.send(get("http://hooks.example:" + port + "/2")));
        resolver.answers.clear();
        resolver.answering("169.254.169.254");

        assertRefused("url", guard.send(get("http://hooks.example:" + port + "/3")));
        assertThat(received).hasSize(2);
        assertThat(resolver.asked).hasSize(3);
    }

    @Test
    void refusesAHostWithOneAddressInsideAmongOthers() {
        var guard = guard(false, new FakeResolver().answering(PUBLIC, "10.0.0.1"));

        assertRefused("sink.url", guard.check("sink.url", "https://hooks.example/"));
    }

    @Test
    void goesOnToTheNextAddressWhenOneTakesNoConnection() throws TimeoutException {
        var guard = guard(true, new FakeResolver().answering("127.0.0.9", LOCAL));

        assertThat(await(guard.send(get("http://hooks.example:" + port + "/"))).status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://10.0.0.1/",
                "https://169.254.169.254/latest/meta-data/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[fd00::1]/",
                "https://0.0.0.0/",
                "https://0177.0.0.1/",
                "https://2130706433/",
                "http://93.184.215.14/",
                "nonsense",
            })
    void refusesAddressesInsideHoweverTheyAreWritten(String url) {
        var guard = guard(false, new FakeResolver());

        assertRefused("url", guard.check("url", url));
        assertRefused("url", guard.send(get(url)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/",
                "http://100.100.100.200/",
                "http://[fe80::1]/",
                "http://0.0.0.0/",
                "http://224.0.0.1/",
                "http://user@127.0.0.1/",
                "ftp://127.0.0.1/",
            })
    void refusesSpecialAddressesEvenWherePrivateOnesAreAllowed(String url) {
        assertRefused("url", guard(true, new FakeResolver()).check("url", url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080/",
                "http://127.0.0.1/",
                "https://10.1.2.3/",
                "http://[::1]:80/",
                "https://1.1.1.1/"
            })
    void takesPrivateAddressesAndPlainHttpWhereTheyAreAllowed(String url) throws TimeoutException {
        var guard = guard(true, new FakeResolver().answering(LOCAL));

        assertThat(await(guard.check("url", url))).isEqualTo(URI.create(url));
    }

    @Test
    void saysThatAHostCannotBeFound() {
        var guard = guard(false, new FakeResolver());

        assertRefused("url", guard.check("url", "https://nowhere.example/"));
        assertFails(guard.send(get("https://nowhere.example/")), UNREACHABLE);
    }

    @Test
    void losesNoAnswerOfManyOverTheSameConnections() throws TimeoutException {
        var guard = guard(true, new FakeResolver().answering(LOCAL));

        for (var round = 0; round < 200; round++) {
            var calls = new ArrayList<Future<GuardedResponse>>();
            for (var call = 0; call < 16; call++) {
                calls.add(guard.send(get("http://hooks.example:" + port + "/")));
            }
            await(Future.all(calls));
        }

        assertThat(received).hasSize(3200);
    }

    @Test
    void callsAnAddressOfTheSixthVersionByItsName() throws TimeoutException {
        var guard = guard(true, new FakeResolver());

        assertThat(await(guard.send(get("http://[::ffff:127.0.0.1]:" + port + "/")))
                        .status())
                .isEqualTo(201);
        assertThat(received).containsExactly("GET [::ffff:127.0.0.1]:" + port + " / ");
    }

    @Test
    void keepsTheValuesOfARepeatedHeaderApart() throws TimeoutException {
        var answer = await(guard(true, new FakeResolver().answering(LOCAL))
                .send(get("http://hooks.example:" + port + "/cookies")));

        assertThat(answer.headers())
                .containsEntry("set-cookie", List.of("a=1", "b=2; Expires=Sun, 06 Nov 2044 08:49:37 GMT"));
        assertThat(answer.header("set-cookie")).hasValue("a=1, b=2; Expires=Sun, 06 Nov 2044 08:49:37 GMT");
    }

    @Test
    void givesARedirectBackAndDoesNotFollowIt() throws TimeoutException {
        var answer = await(guard(true, new FakeResolver().answering(LOCAL))
                .send(get("http://hooks.example:" + port + "/redirect")));

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("location")).hasValue("/");
        assertThat(received).hasSize(1);
    }

    @Test
    void readsNoMoreThanItSaidItWould() throws TimeoutException {
        var guard = guard(true, new FakeResolver().answering(LOCAL));

        assertThat(await(guard.send(get("http://hooks.example:" + port + "/largest")))
                        .body()
                        .length())
                .isEqualTo(OutboundGuard.MAX_RESPONSE_BYTES);
        assertFails(guard.send(get("http://hooks.example:" + port + "/large")), TOO_LARGE);
        assertThat(await(guard.send(get("http://hooks.example:" + port + "/"))).status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/silent", "/slow"})
    void givesUpWhenTheTimeIsOver(String path) {
        var guard = guard(true, new FakeResolver().answering(LOCAL));
        var request = get("http://hooks.example:" + port + path, Duration.ofMillis(300));

        assertFails(guard.send(request), TIMEOUT);
    }

    @Test
    void givesUpOnANameServerThatIsSilent() {
        var guard = guard(true, name -> Promise.<List<InetAddress>>promise().future());
        var request = get("http://hooks.example:" + port + "/", Duration.ofMillis(200));

        assertFails(guard.send(request), TIMEOUT);
        assertThat(received).isEmpty();
    }

    @Test
    void answersOnTheCallersEventLoop() throws TimeoutException {
        var guard = OutboundGuard.create(vertx, true);
        var caller = vertx.getOrCreateContext();
        var answeredOn = Promise.<Context>promise();

        caller.runOnContext(begin -> guard.send(get("http://localhost:" + port + "/"))
                .onComplete(answer -> answeredOn.complete(Vertx.currentContext())));

        assertThat(await(answeredOn.future())).isSameAs(caller);
    }

    @Test
    void saysThatNoAnswerCame() {
        var guard = guard(true, new FakeResolver().answering(LOCAL));

        assertFails(guard.send(get("http://hooks.example:" + port + "/broken")), UNREACHABLE);
        assertFails(guard.send(get("http://hooks.example:1/")), UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Transfer-Encoding", "connection", "x bad", "x-bad:", ""})
    void takesNoHeaderThatIsNotTheCallersToSet(String name) {
        assertRefusesHeader(name, "1");
    }

    @Test
    void takesNoHeaderThatWouldBeTwo() {
        assertRefusesHeader("x-sent", "1\r\nx-other: 2");
    }

    private void assertRefusesHeader(String name, String value) {
        var guard = guard(true, new FakeResolver().answering(LOCAL));
        var request = new GuardedRequest(
                HttpMethod.GET,
                URI.create("http://hooks.example:" + port + "/"),
                Map.of(name, value),
                null,
                Duration.ofSeconds(1));

        assertThatThrownBy(() -> await(guard.send(request))).isInstanceOf(IllegalArgumentException.class);
        assertThat(received).isEmpty();
    }

    @Test
    void resolvesNamesAsTheMachineDoes() throws TimeoutException {
        var guard = OutboundGuard.create(vertx, true);

        assertThat(await(guard.send(get("http://localhost:" + port + "/"))).status())
                .isEqualTo(201);
        assertRefused("url", OutboundGuard.create(vertx, false).check("url", "https://localhost/"));
        await(guard.close());
    }

    private OutboundGuard guard(boolean allowPrivate, HostResolver resolver) {
        HttpClientOptions options = OutboundGuard.options().setTrustOptions(CERTIFICATE.trustOptions());
        return new OutboundGuard(vertx, allowPrivate, resolver, options);
    }

    private static GuardedRequest get(String url) {
        return get(url, Duration.ofSeconds(10));
    }

    private static GuardedRequest get(String url, Duration timeout) {
        return new GuardedRequest(HttpMethod.GET, URI.create(url), Map.of(), null, timeout);
    }

    private static void assertRefused(String field, Future<?> refused) {
        assertThatThrownBy(() -> await(refused)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(CommonError.URL_NOT_ALLOWED);
            assertThat(problem.details()).extracting(Problem.Detail::field).containsExactly(field);
        });
    }

    private static void assertFails(Future<GuardedResponse> failed, OutboundException.Kind kind) {
        assertThatThrownBy(() -> await(failed))
                .isInstanceOfSatisfying(
                        OutboundException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    private static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(10, SECONDS);
    }
}
