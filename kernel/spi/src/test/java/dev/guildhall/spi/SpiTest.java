package dev.guildhall.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.spi.testing.FakeRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
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

        assertThat(request.headers()).isEqualTo(Map.of("content-type", List.of("application/json")));
        assertThat(authorized.headers())
                .containsEntry("authorization", List.of("Bearer x"))
                .hasSize(2);
    }

    @Test
    void addsValuesToAHeaderAndReplacesThem() {
        var both = RouteResponse.of(200).withHeader("Vary", "accept").withAddedHeader("vary", "origin");

        assertThat(both.headers()).isEqualTo(Map.of("vary", List.of("accept", "origin")));
        assertThat(both.withHeader("VARY", "*").headers()).isEqualTo(Map.of("vary", List.of("*")));
    }

    @Test
    void namesTheFieldsAtFaultAndWhenToTryAgain() {
        var refusal = ExtensionException.invalid("DEMO.BAD", "Two fields are wrong.")
                .withField("name", "is empty")
                .withField("age", "is negative")
                .withRetryAfter(Duration.ofSeconds(3));

        assertThat(refusal.fields()).extracting(ExtensionException.Field::path).containsExactly("name", "age");
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(refusal).hasMessage("Two fields are wrong.");
    }

    private static RouteRequest requestWith(String body) {
        return FakeRequest.of(HttpVerb.POST, "/contacts", Map.of(), Buffer.buffer(body));
    }
}
