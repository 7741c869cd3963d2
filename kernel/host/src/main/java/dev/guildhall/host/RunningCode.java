package dev.guildhall.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which code of extensions runs at this moment, in memory that is a file: it stays however the process ends, so that the
 * next one can say who was running. Threads that an extension starts itself are not seen.
 */
public final class RunningCode {

    private static final Logger LOG = LoggerFactory.getLogger(RunningCode.class);
    private static final String FILE = "running";

    /** More than may run or be blocked at once is not noted. */
    private static final int SLOTS = 1024;

    private static final int SLOT_BYTES = 256;
    private static final int MAX_TEXT = SLOT_BYTES - Integer.BYTES;
    private static final int NO_SLOT = -1;

    private final Path folder;
    private final Queue<Integer> free = new ConcurrentLinkedQueue<>();
    private volatile ByteBuffer slots;

    RunningCode(Path folder) {
        this.folder = folder;
    }

    /** What ran when the process ended whose folder of artifacts this was. */
    public static List<String> leftIn(Path folder) throws IOException {
        var file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return List.of();
        }
        var slots = ByteBuffer.wrap(Files.readAllBytes(file));
        var left = new ArrayList<String>();
        for (var at = 0; at + SLOT_BYTES <= slots.limit(); at += SLOT_BYTES) {
            var length = slots.getInt(at);
            if (length > 0 && length <= MAX_TEXT) {
                var text = new byte[length];
                slots.get(at + Integer.BYTES, text);
                left.add(DefensiveCopy.text(new String(text, StandardCharsets.UTF_8)));
            }
        }
        return left;
    }

    /** Notes code that begins; what this gives is to be told to {@link #ends}. */
    int begins(String what) {
        var memory = memory();
        var slot = free.poll();
        if (slot == null) {
            return NO_SLOT;
        }
        var bytes = what.getBytes(StandardCharsets.UTF_8);
        var text = bytes.length <= MAX_TEXT ? bytes : Arrays.copyOf(bytes, MAX_TEXT);
        memory.put(slot * SLOT_BYTES + Integer.BYTES, text);
        memory.putInt(slot * SLOT_BYTES, text.length);
        return slot;
    }

    void ends(int slot) {
        if (slot != NO_SLOT) {
            slots.putInt(slot * SLOT_BYTES, 0);
            free.add(slot);
        }
    }

    private ByteBuffer memory() {
        var known = slots;
        return known == null ? open() : known;
    }

    private synchronized ByteBuffer open() {
        if (slots == null) {
            try {
                slots = map();
                IntStream.range(0, SLOTS).forEach(free::add);
            } catch (IOException | UncheckedIOException failure) {
                // Extensions serve all the same; nothing is noted, for there is no free slot.
                LOG.warn("Cannot note in {} which code of extensions runs", folder, failure);
                slots = ByteBuffer.allocate(0);
            }
        }
        return slots;
    }

    // Written in full first: memory of a file without blocks would fail when the disk is full.
    private ByteBuffer map() throws IOException {
        Files.createDirectories(folder);
        var file = Files.write(folder.resolve(FILE), new byte[SLOTS * SLOT_BYTES]);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(MapMode.READ_WRITE, 0, (long) SLOTS * SLOT_BYTES);
        }
    }
}
