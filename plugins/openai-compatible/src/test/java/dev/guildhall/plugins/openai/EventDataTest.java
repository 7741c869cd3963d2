package dev.guildhall.plugins.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.spi.ExtensionException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventDataTest {

    private static List<String> of(String text) {
        var events = new EventData();
        var data = new ArrayList<String>();
        for (var next : text.getBytes(StandardCharsets.UTF_8)) {
            data.addAll(events.take(Buffer.buffer(new byte[] {next})));
        }
        return data;
    }

    @Test
    void givesTheDataOfEachEventWhateverEndsItsLines() {
        assertThat(of("data: a\n\ndata:b\r\n\r\ndata:  ü\r\r")).containsExactly("a", "b", " ü");
    }

    @Test
    void joinsLinesAndLeavesOutWhatIsNoData() {
        assertThat(of(": comment\nevent: x\ndata: a\ndata: b\nid: 1\n\nretry: 3\n\ndata: cut"))
                .containsExactly("a\nb");
    }

    @Test
    void refusesAnEventWithoutEnd() {
        var events = new EventData();
        var piece = Buffer.buffer("x".repeat(100_000));

        assertThatThrownBy(() -> {
                    for (var i = 0; i < 20; i++) {
                        events.take(piece);
                    }
                })
                .isInstanceOf(ExtensionException.class);
    }
}
