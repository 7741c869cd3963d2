package dev.guildhall.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Follows the events of one workspace from the first, over the kill, and fails when one is missing or comes twice. It
 * ends when its thread is interrupted.
 */
final class SoakWatcher implements SoakClient.Work {

    private final String workspace;
    private volatile long last;

    SoakWatcher(String workspace) {
        this.workspace = workspace;
    }

    String workspace() {
        return workspace;
    }

    /** The sequence of the last event that came. */
    long last() {
        return last;
    }

    @Override
    public void once(ApiClient api) throws Exception {
        var path = SoakWork.path(workspace) + "/events/stream";
        try (var body = api.stream(path, last);
                var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id:")) {
                    take(Long.parseLong(line.substring("id:".length()).strip()));
                }
            }
        }
        throw new IOException("The stream of " + workspace + " ended after " + last);
    }

    private void take(long sequence) {
        if (sequence != last + 1) {
            throw new IllegalStateException("The stream of " + workspace + " has " + sequence + " after " + last);
        }
        last = sequence;
    }
}
