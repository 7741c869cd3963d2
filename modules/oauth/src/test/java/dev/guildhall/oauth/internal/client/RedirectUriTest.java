package dev.guildhall.oauth.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectUriTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://acme.example/callback",
                "https://acme.example:8443/callback?tenant=1",
                "http://127.0.0.1/done",
                "http://127.0.0.1:8080/done",
                "http://[::1]/done",
                "http://localhost/done",
                "com.acme.app:/done"
            })
    void anAddressOfTheApplicationIsTaken(String uri) {
        assertThat(RedirectUri.isSound(uri)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://acme.example/callback",
                "https://acme.example/callback#x",
                "https://user@acme.example/callback",
                "https:///callback",
                "https://acme.example/a b",
                "https://acme.example/;x",
                "javascript:alert(1)",
                "data:text/html,x",
                "acme:/done",
                "ftp://acme.example",
                "//acme.example",
                "callback",
                ""
            })
    void whatAnybodyCouldListenAtIsNot(String uri) {
        assertThat(RedirectUri.isSound(uri)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1/done, http://127.0.0.1:49152/done, true",
        "http://127.0.0.1:1/done?a=b, http://127.0.0.1:2/done?a=b, true",
        "http://[::1]/done, http://[::1]:49152/done, true",
        "http://127.0.0.1/done, http://127.0.0.1:49152/other, false",
        "http://127.0.0.1/done, http://127.0.0.1:49152/done?x, false",
        "http://127.0.0.1/done, http://localhost:49152/done, false",
        "http://127.0.0.1/done, https://127.0.0.1:49152/done, false",
        "http://127.0.0.1/done, http://127.0.0.1@evil.example/done, false",
        "http://127.0.0.1/done, http://x@127.0.0.1:1/done, false",
        "http://127.0.0.1/done, http://127.0.0.1:1/done#x, false",
        "https://acme.example/done, https://acme.example:8443/done, false",
    })
    void ofThisMachineAloneThePortMayBeAnother(String registered, String presented, boolean same) {
        assertThat(RedirectUri.matches(registered, presented)).isEqualTo(same);
    }
}
