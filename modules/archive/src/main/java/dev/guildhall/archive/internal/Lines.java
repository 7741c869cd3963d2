package dev.guildhall.archive.internal;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.archive.internal.Manifest.Part;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lines of a part, a page at a time. */
final class Lines implements Closeable {

    private static final int PAGE_ROWS = 1000;
    private static final int PAGE_BYTES = 1 << 20;
    private static final int LONGEST = 256 << 20;

    private final Part part;
    private final InputStream in;
    private long rows;

    Lines(Part part, InputStream in) {
        this.part = part;
        this.in = new BufferedInputStream(new Counted(part, in), 1 << 16);
    }

    /** The next ones, none at the end. */
    List<String> page() throws IOException {
        var page = new ArrayList<String>();
        var bytes = 0;
        while (page.size() < PAGE_ROWS && bytes < PAGE_BYTES) {
            var line = line();
            if (line == null) {
                break;
            }
            page.add(line);
            bytes += line.length();
        }
        rows += page.size();
        if (rows > part.rows() || page.isEmpty() && rows < part.rows()) {
            throw ArchiveError.CHANGED.because(part.file() + " has not the rows that the archive's manifest says.");
        }
        return page;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream(256);
        for (int one; (one = in.read()) >= 0; ) {
            if (one == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (line.size() == LONGEST) {
                throw ArchiveError.UNREADABLE.because(part.file() + " has a row of more than " + LONGEST + " bytes.");
            }
            line.write(one);
        }
        if (line.size() > 0) {
            throw ArchiveError.UNREADABLE.because(part.file() + " ends within a row.");
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
