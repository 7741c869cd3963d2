package dev.guildhall.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpiTest {

    @Test
    void refusesErrorCodesThatProgramsCannotRelyOn() {
        assertThat(ExtensionException.conflict("DIRECTORY.EMAIL_EXISTS", "…").code())
                .isEqualTo("DIRECTORY.EMAIL_EXISTS");
        assertThatThrownBy(() -> ExtensionException.conflict("email exists", "…"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("email exists");
    }

    @Test
    void readsTheBodyOfARequestOrTellsTheCaller() {
        assertThat(requestWith("{\"a\":1}").json()).isEqualTo(new JsonObject().put("a", 1));
        for (var malformed : List.of("", "[1]", "{", "null")) {
            assertThatThrownBy(() -> requestWith(malformed).json())
                    .as("body '%s'", malformed)
                    .isInstanceOfSatisfying(
                            ExtensionException.class,
                            refused -> assertThat(refused.kind()).isEqualTo(ExtensionException.Kind.INVALID));
        }
    }

    @Test
    void addsHeadersWithoutChangingTheOriginal() {
        var request = OutboundRequest.post(URI.create("https://hooks.example.com/in"), new JsonObject());

        var authorized = request.withHeader("Authorization", "Bearer x");

        assertThat(request.headers()).isEqualTo(Map.of("content-type", "application/json"));
        assertThat(authorized.headers())
                .containsEntry("authorization", "Bearer x")
                .hasSize(2);
    }

    private static RouteRequest requestWith(String body) {
        return new RouteRequest(
                HttpVerb.POST,
                "/contacts",
                Map.of(),
                Map.of(),
                Map.of(),
                Buffer.buffer(body),
                Caller.system(),
                "r1",
                Instant.now());
    }
}
