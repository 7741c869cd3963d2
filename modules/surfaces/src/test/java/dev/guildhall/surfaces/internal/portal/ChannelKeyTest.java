package dev.guildhall.surfaces.internal.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.RSAKey;
import dev.guildhall.surfaces.internal.portal.ChannelMessage.Purpose;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.buffer.Buffer;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChannelKeyTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final Purpose PURPOSE = new Purpose("POST", "/web/v1/workspaces/self", "ada");

    private final SettableClock clock = new SettableClock();
    private ChannelKey channel;

    @BeforeEach
    void begin() {
        BENCH.sql("delete from guildhall.portal_channel_key");
        BENCH.sql("delete from guildhall.portal_channel_message");
        channel = node();
    }

    private ChannelKey node() {
        return new ChannelKey(BENCH.vertx(), BENCH.database(), BENCH.secrets(), clock);
    }

    @Test
    void opensAMessageForTheRequestItIsMadeFor() throws Exception {
        assertThat(open(message(header -> {}))).isEqualTo("{\"a\":1}");
    }

    @Test
    void opensAMessageOnceOnAnyNode() throws Exception {
        var message = message(header -> {});
        open(message);

        assertThatThrownBy(() -> open(message)).hasMessageContaining("was sent before");
        channel = node();
        assertThatThrownBy(() -> open(message)).hasMessageContaining("was sent before");
    }

    @Test
    void refusesAMessageForAnotherRequest() throws Exception {
        for (var other : List.<Consumer<JWEHeader.Builder>>of(
                header -> header.customParam("htm", "PUT"),
                header -> header.customParam("htu", "/web/v1/workspaces/other"),
                header -> header.subject("bob"),
                header -> header.subject(null),
                header -> header.customParam("jti", ""),
                header -> header.customParam("jti", null),
                header -> header.customParam("iat", null),
                header -> header.customParam("iat", Long.MAX_VALUE),
                header -> header.customParam(
                        "iat", clock.instant().minusSeconds(301).getEpochSecond()),
                header -> header.customParam(
                        "iat", clock.instant().plusSeconds(120).getEpochSecond()),
                header -> header.contentType("text/plain"),
                header -> header.contentType(null),
                header -> header.keyID("another"),
                header -> header.keyID(null))) {
            var message = message(other);
            Await.problem(channel.open(Buffer.buffer(message), PURPOSE), PortalError.SECURE_CHANNEL_INVALID);
        }
    }

    @Test
    void theKeyRotatesAndTheOldOneIsTakenForAWhile() throws Exception {
        var old = key();
        clock.advance(ChannelKey.LIFE.plusSeconds(1));

        var next = key();

        assertThat(next.getKeyID()).isNotEqualTo(old.getKeyID());
        assertThat(Await.result(node().published()).getString("kid")).isEqualTo(next.getKeyID());
        assertThat(open(message(old, header -> {}))).isNotEmpty();
        assertThat(open(message(next, header -> {}))).isNotEmpty();
        clock.advance(ChannelKey.AFTERLIFE.plusSeconds(1));
        var late = message(old, header -> {});
        assertThatThrownBy(() -> open(late)).hasMessageContaining("kid");
        assertThat(open(message(next, header -> {}))).isNotEmpty();
    }

    @Test
    void messagesAreForgottenWhenTheyAreTooOldAnyway() throws Exception {
        open(message(header -> {}));
        Await.result(channel.forgetOld());
        assertThat(kept()).isPositive();

        clock.advance(Duration.ofMinutes(11));
        Await.result(channel.forgetOld());

        assertThat(kept()).isZero();
    }

    private static long kept() {
        return BENCH.sql("select count(*) from guildhall.portal_channel_message")
                .iterator()
                .next()
                .getLong(0);
    }

    private String open(String message) {
        return Await.result(channel.open(Buffer.buffer(message), PURPOSE)).toString();
    }

    private RSAKey key() throws ParseException {
        return RSAKey.parse(Await.result(channel.published()).encode());
    }

    private String message(Consumer<JWEHeader.Builder> change) throws JOSEException, ParseException {
        return message(key(), change);
    }

    private String message(RSAKey key, Consumer<JWEHeader.Builder> change) throws JOSEException {
        var header = new JWEHeader.Builder(ChannelMessage.ALGORITHM, EncryptionMethod.A256GCM)
                .keyID(key.getKeyID())
                .contentType("json")
                .customParam("htm", PURPOSE.method())
                .customParam("htu", PURPOSE.path())
                .subject(PURPOSE.user())
                .customParam("jti", UUID.randomUUID().toString())
                .customParam("iat", clock.instant().getEpochSecond());
        change.accept(header);
        var message = new JWEObject(header.build(), new Payload("{\"a\":1}"));
        message.encrypt(new RSAEncrypter(key));
        return message.serialize();
    }

    private static final class SettableClock extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
