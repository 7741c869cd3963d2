package dev.guildhall.audit.internal;

import dev.guildhall.audit.AuditRecord;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Writes entries into a file, some at a time. */
interface Rows {

    /** @param first whether these begin the file */
    Buffer write(List<AuditRecord> entries, boolean first);

    static Rows of(Format format) {
        return switch (format) {
            case CSV -> new CsvRows();
            case NDJSON ->
                (entries, first) -> {
                    var lines = Buffer.buffer();
                    entries.forEach(entry -> lines.appendString(entry.line()).appendByte((byte) '\n'));
                    return lines;
                };
            case JSON -> throw new IllegalArgumentException("JSON comes in pages");
        };
    }
}
