package dev.guildhall.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContentTagTest {

    @Test
    void isTheSameForTheSameContentAlone() {
        assertThat(tag(answer("one"))).startsWith("W/\"").isEqualTo(tag(answer("one")));
        assertThat(tag(answer("one"))).isNotEqualTo(tag(answer("two")));
    }

    @Test
    void leavesTheRevisionThatAnAnswerHas() {
        assertThat(tag(answer("one").withRevision(7))).isEqualTo("\"7\"");
    }

    @Test
    void isNotOnWhatMustNotBeKeptOrIsNoSuccessOrIsLong() {
        assertThat(tag(answer("secret").withHeader("Cache-Control", "no-store")))
                .isNull();
        assertThat(tag(new ApiResponse(202, Map.of(), Buffer.buffer("taken")))).isNull();
        assertThat(tag(ApiResponse.noContent())).isNull();
        assertThat(tag(answer("x".repeat(1024 * 1024 + 1)))).isNull();
    }

    private static ApiResponse answer(String body) {
        return new ApiResponse(200, Map.of(), Buffer.buffer(body));
    }

    private static String tag(ApiResponse response) {
        return ContentTag.on(response).headers().get("ETag");
    }
}
