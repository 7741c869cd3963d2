package dev.guildhall.plugins.openai;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes a stream of server-sent events as it comes and gives the data of each; see the HTML standard. */
final class EventData {

    /** Of one event. */
    private static final int LONGEST = 1 << 20;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private boolean afterReturn;

    /** The data of the events that this piece completes. */
    List<String> take(Buffer piece) {
        var complete = new ArrayList<String>();
        for (var next : piece.getBytes()) {
            var isEnd = next == '\n' || next == '\r';
            if (isEnd && !(next == '\n' && afterReturn)) {
                endLine(complete);
            } else if (!isEnd) {
                line.write(next);
                requireShort();
            }
            afterReturn = next == '\r';
        }
        return complete;
    }

    private void requireShort() {
        if (line.size() + data.length() > LONGEST) {
            throw Refusal.failed("The endpoint sent more than " + LONGEST + " bytes in one event.");
        }
    }

    private void endLine(List<String> complete) {
        var text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (text.isEmpty()) {
            if (data.length() > 0) {
                complete.add(data.substring(0, data.length() - 1));
                data.setLength(0);
            }
        } else if (text.startsWith("data:")) {
            data.append(text, text.startsWith("data: ") ? 6 : 5, text.length()).append('\n');
        }
    }
}
