package dev.guildhall.tenancy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.Principal;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppKeysTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private static final Origin ORIGIN = new Origin("192.0.2.7", "request-1");

    private final AppId app = new AppId(Ids.next());

    private static AppKeys keysAt(Instant time) {
        return new AppKeys(
                BENCH.database(), BENCH.node("node").environment().caches(), Clock.fixed(time, ZoneOffset.UTC));
    }

    private UUID key(ClientSecret secret, Duration life) {
        var id = Ids.next();
        BENCH.sql(
                "insert into guildhall.app (id, name, created_at, updated_at) values ($1, $2, now(), now())",
                app.value(),
                app.toString());
        BENCH.sql(
                "insert into guildhall.app_key (id, app_id, name, hint, key_hash, created_at, expires_at)"
                        + " values ($1, $2, 'Key', '', $3, now(), $4)",
                id,
                app.value(),
                Buffer.buffer(secret.hash()),
                NOW.plus(life).atOffset(ZoneOffset.UTC));
        return id;
    }

    private static Optional<Authentication> authenticated(AppKeys keys, ClientSecret secret) {
        return Await.result(keys.authenticate(secret.text(), ORIGIN));
    }

    @Test
    void aKeyStandsForItsAppFromWhereItIsUsed() {
        var secret = ClientSecret.next(AppKeys.PREFIX);
        var id = key(secret, Duration.ofDays(1));

        var found = authenticated(keysAt(NOW), secret).orElseThrow();

        assertThat(found.principal()).isEqualTo(new Principal.App(app));
        assertThat(found.credential().id()).isEqualTo(id);
        assertThat(found.credential().expiresAt()).isEqualTo(NOW.plus(Duration.ofDays(1)));
        assertThat(found.origin()).isEqualTo(ORIGIN);
        assertThat(found.isPlatformAdmin()).isFalse();
    }

    @Test
    void aKeyWorksUntilItExpiresAlsoFromMemory() {
        var secret = ClientSecret.next(AppKeys.PREFIX);
        key(secret, Duration.ofHours(1));

        assertThat(authenticated(keysAt(NOW.plus(Duration.ofMinutes(59))), secret))
                .isPresent();
        assertThat(authenticated(keysAt(NOW.plus(Duration.ofHours(1))), secret)).isEmpty();
    }

    @Test
    void theLastUseIsWrittenDownForAllKeysTogether() {
        var secret = ClientSecret.next(AppKeys.PREFIX);
        var id = key(secret, Duration.ofDays(1));
        var keys = keysAt(NOW);
        authenticated(keys, secret);
        authenticated(keys, secret);

        Await.result(keys.writeUse());

        var row = BENCH.sql("select last_used_at, last_used_from from guildhall.app_key where id = $1", id)
                .iterator()
                .next();
        assertThat(row.getOffsetDateTime("last_used_at").toInstant()).isEqualTo(NOW);
        assertThat(row.getString("last_used_from")).isEqualTo("192.0.2.7");
    }
}
