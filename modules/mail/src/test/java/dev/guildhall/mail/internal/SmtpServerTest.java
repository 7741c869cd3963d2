package dev.guildhall.mail.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.mail.internal.SmtpServer.Tls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpServerTest {

    @ParameterizedTest
    @CsvSource({
        "smtp://mail.example, mail.example, 587, OPTIONAL",
        "smtp://mail.example:25, mail.example, 25, OPTIONAL",
        "SMTP://ada:pw@mail.example:2525, mail.example, 2525, REQUIRED",
        "smtp://ada:pw@localhost:1025, localhost, 1025, OPTIONAL",
        "smtp://ada:pw@[::1]:1025, ::1, 1025, OPTIONAL",
        "smtp://ada:pw@127.evil.example, 127.evil.example, 587, REQUIRED",
        "smtp://ada:pw@mail.example?starttls=disabled, mail.example, 587, DISABLED",
        "smtp://mail.example/?starttls=REQUIRED, mail.example, 587, REQUIRED",
        "smtps://mail.example, mail.example, 465, FROM_THE_START",
        "smtps://ada:pw@mail.example:8465, mail.example, 8465, FROM_THE_START"
    })
    void knowsWhereAndHowSafely(String url, String host, int port, Tls tls) {
        var server = SmtpServer.parse(url);

        assertThat(server.host()).isEqualTo(host);
        assertThat(server.port()).isEqualTo(port);
        assertThat(server.tls()).isEqualTo(tls);
    }

    @Test
    void decodesTheLoginAndHidesThePassword() {
        var server = SmtpServer.parse("smtp://ada%40acme:p%40s%3As%2B+@mail.example");

        assertThat(server.login().orElseThrow().user()).isEqualTo("ada@acme");
        assertThat(server.login().orElseThrow().password().reveal()).isEqualTo("p@s:s++");
        assertThat(server.toString()).contains("***").doesNotContain("p@s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mail.example",
                "http://mail.example",
                "smtp://",
                "smtp:mail.example",
                "smtp://a b",
                "smtp://mail.example:0",
                "smtp://mail.example:99999",
                "smtp://ada@mail.example",
                "smtp://:s3cr3t@mail.example",
                "smtp://ada:s3cr3t@",
                "smtp://ada:s3cr3t%zz@mail.example",
                "smtp://ada:s3cr3t@mail.example/box",
                "smtp://ada:s3cr3t@mail.example?starttls=maybe",
                "smtp://ada:s3cr3t@mail.example?tls=required",
                "smtps://ada:s3cr3t@mail.example?starttls=required",
                "smtp://ada:s3cr3t@one.example,two.example"
            })
    void refusesWhatIsNoServerWithoutRepeatingThePassword(String url) {
        assertThatThrownBy(() -> SmtpServer.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("smtp://user:password@host:587")
                .message()
                .doesNotContain("s3cr3t");
    }
}
