package dev.guildhall.db.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @Test
    void readsEveryPart() {
        var url = DatabaseUrl.parse(
                "postgresql://ada:s%40cret%2F%2B+@db.example:6432/guild?sslmode=verify-full&sslrootcert=/etc/ca.pem");

        assertThat(url.host()).isEqualTo("db.example");
        assertThat(url.port()).isEqualTo(6432);
        assertThat(url.database()).isEqualTo("guild");
        assertThat(url.user()).isEqualTo("ada");
        assertThat(url.password()).isEqualTo("s@cret/++");
        assertThat(url.sslMode()).isEqualTo(SslMode.VERIFY_FULL);
        assertThat(url.sslRootCertificate()).contains(Path.of("/etc/ca.pem"));
        assertThat(url.jdbcUrl())
                .isEqualTo("jdbc:postgresql://db.example:6432/guild?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem");
    }

    @Test
    void fillsInWhatIsUsual() {
        var url = DatabaseUrl.parse("postgres://ada@localhost/guild");

        assertThat(url.port()).isEqualTo(5432);
        assertThat(url.password()).isEmpty();
        assertThat(url.sslMode()).isEqualTo(SslMode.PREFER);
        assertThat(url.sslRootCertificate()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://ada:s@[::1]:5433/guild, ::1",
        "postgresql://ada:s@my_service:5433/guild, my_service",
        "postgresql://ada:s@10.0.0.7:5433/guild, 10.0.0.7",
    })
    void understandsEveryKindOfHost(String url, String host) {
        assertThat(DatabaseUrl.parse(url).host()).isEqualTo(host);
        assertThat(DatabaseUrl.parse(url).port()).isEqualTo(5433);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:5432/guild",
                "jdbc:postgresql://ada:hush@localhost/guild",
                "mysql://ada:hush@localhost/guild",
                "postgresql://localhost/guild",
                "postgresql://:hush@localhost/guild",
                "postgresql://ada:hush@/guild",
                "postgresql:///guild",
                "postgresql://ada:hush@localhost",
                "postgresql://ada:hush@localhost/",
                "postgresql://ada:hush@localhost/guild/hall",
                "postgresql://ada:hush@localhost:0/guild",
                "postgresql://ada:hush@localhost:65536/guild",
                "postgresql://ada:hush@localhost:port/guild",
                "postgresql://ada:hush@one:5432,two:5432/guild",
                "postgresql://ada:hush#1@localhost/guild",
                "postgresql://ada:hush^1@localhost/guild",
                "postgresql://ada:hush%zz@localhost/guild",
                "postgresql://ada:hush@localhost/guild?sslmode=sometimes",
                "postgresql://ada:hush@localhost/guild?currentSchema=x",
            })
    void saysWhatIsWrongWithAnythingElseButNotThePassword(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseUrl.parse(url))
                .withMessageStartingWith("The database URL ")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("hush"));
    }

    @Test
    void neverShowsThePassword() {
        assertThat(DatabaseUrl.parse("postgresql://ada:hush@[::1]/guild"))
                .hasToString("postgresql://ada:***@[::1]:5432/guild?sslmode=prefer");
    }

    @Test
    void changesOneThingAtATime() {
        var url = DatabaseUrl.parse("postgresql://ada:hush@localhost/guild?sslmode=require");

        assertThat(url.as("app", "other"))
                .isEqualTo(DatabaseUrl.parse("postgresql://app:other@localhost/guild?sslmode=require"));
        assertThat(url.withDatabase("hall"))
                .isEqualTo(DatabaseUrl.parse("postgresql://ada:hush@localhost/hall?sslmode=require"));
    }
}
