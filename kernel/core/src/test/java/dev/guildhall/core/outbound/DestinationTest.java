package dev.guildhall.core.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.outbound.Destination.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {

    @ParameterizedTest
    @CsvSource({
        "https://hooks.example, hooks.example, 443, /",
        "HTTPS://Hooks.Example/, hooks.example, 443, /",
        "https://hooks.example:8443/a/b?c=d&e, hooks.example, 8443, /a/b?c=d&e",
        "https://hooks.example?a, hooks.example, 443, /?a",
        "https://hooks.example/a%20b//../c, hooks.example, 443, /a%20b//../c",
        "https://xn--bcher-kva.example/, xn--bcher-kva.example, 443, /",
        "https://1.2.3.4/, 1.2.3.4, 443, /",
        "https://[2606:4700::1111]:444/, 2606:4700::1111, 444, /",
        "https://[64:ff9b::8.8.8.8]/, 64:ff9b::8.8.8.8, 443, /",
        "https://4hooks.example/, 4hooks.example, 443, /",
        "http://hooks.example/, hooks.example, 80, /",
    })
    void takesAUrlApart(String url, String host, int port, String target) throws Refused {
        var destination = Destination.of(url, true);

        assertThat(destination.host()).isEqualTo(host);
        assertThat(destination.port()).isEqualTo(port);
        assertThat(destination.target()).isEqualTo(target);
        assertThat(destination.secure()).isEqualTo(!url.startsWith("http:"));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "http://hooks.example/",
                "ftp://hooks.example/",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "gopher://hooks.example/",
                "hooks.example",
                "//hooks.example/",
                "https:",
                "https://",
                "https:///path",
                "https:hooks.example",
                "https://:443/",
                "https://user@hooks.example/",
                "https://user:password@hooks.example/",
                "https://@hooks.example/",
                "https://hooks.example#@127.0.0.1/",
                "https://hooks.example/#fragment",
                "https://hooks.example\\@127.0.0.1/",
                "https://hooks.example /",
                " https://hooks.example/",
                "https://hooks.example/\r\nHost: other",
                "https://hooks.example/a b",
                "https://hooks.exämple/",
                "https://１２７.０.０.１/",
                "https://hooks.example:0/",
                "https://hooks.example:65536/",
                "https://hooks.example:99999999999/",
                "https://hooks.example:-1/",
                "https://hooks.example:/",
                "https://hooks.example:abc/",
                "https://hooks.example./",
                "https://hooks_.example.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://127.0x1/",
                "https://hooks.0x1/",
                "https://017700000001/",
                "https://0177.0.0.1/",
                "https://127.0.0.01/",
                "https://127.1/",
                "https://127.0.1/",
                "https://127.0.0.1./",
                "https://127.0.0.1.2/",
                "https://256.0.0.1/",
                "https://[::1",
                "https://[::1%25lo]/",
                "https://[fe80::1%eth0]/",
                "https://[127.0.0.1]/",
                "https://[::ffff:7f00:1]x/",
                "https://%31%32%37.0.0.1/",
            })
    void refusesWhatIsNoPlainHttpsUrl(String url) {
        assertThatThrownBy(() -> Destination.of(url, false)).isInstanceOf(Refused.class);
    }

    @Test
    void refusesAnEndlessUrl() {
        assertThatThrownBy(() -> Destination.of("https://hooks.example/" + "a".repeat(2048), false))
                .hasMessage("it is longer than 2048 characters");
    }
}
