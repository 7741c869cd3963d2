package dev.guildhall.archive.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All rows of an archive at once, whoever has signed it. */
public final class ArchiveContent {

    private ArchiveContent() {}

    /** A file in the archive; an artifact has its digest for its only row. */
    public record Content(String name, List<String> rows) {}

    /** Blocks. */
    public static List<Content> read(Path file) throws IOException {
        try (var archive = ArchiveReader.open(file)) {
            var all = new ArrayList<Content>();
            for (var part : archive.manifest().parts()) {
                var rows = new ArrayList<String>();
                if (part.table().isEmpty()) {
                    rows.add("{\"sha256\":\"" + part.sha256() + "\"}");
                } else {
                    try (var lines = archive.lines(part)) {
                        for (var page = lines.page(); !page.isEmpty(); page = lines.page()) {
                            rows.addAll(page);
                        }
                    }
                }
                all.add(new Content(part.file(), rows));
            }
            return all;
        }
    }
}
