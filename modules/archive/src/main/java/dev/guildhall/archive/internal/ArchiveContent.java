package dev.guildhall.archive.internal;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All rows of an archive at once, whoever has signed it. */
public final class ArchiveContent {

    private ArchiveContent() {}

    /** A file in the archive, or what an extension's sequences say; an artifact has its digest for its only row. */
    public record Content(String name, List<String> rows) {}

    private static List<String> sequences(Manifest.Extension extension) {
        return extension.toJson().getJsonArray("sequences").stream()
                .map(sequence -> ((JsonObject) sequence).encode())
                .toList();
    }

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
            for (var extension : archive.manifest().extensions()) {
                all.add(new Content("extensions/" + extension.key() + "/sequences", sequences(extension)));
            }
            return all;
        }
    }
}
