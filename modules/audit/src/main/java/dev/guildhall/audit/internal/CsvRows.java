package dev.guildhall.audit.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.guildhall.audit.AuditRecord;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The log as a table (RFC 4180), for people and their spreadsheets. */
final class CsvRows implements Rows {

    private static final List<String> COLUMNS = List.of(
            "sequence",
            "time",
            "actor",
            "actorEmail",
            "credentialKind",
            "credential",
            "address",
            "requestId",
            "action",
            "subject",
            "before",
            "after",
            "ended",
            "id",
            "previousHash",
            "hash");

    // What a spreadsheet takes for the beginning of a formula.
    private static final String FORMULA_SIGNS = "=+-@\t\r\n";

    private static final CsvMapper MAPPER = CsvMapper.builder()
            .enable(CsvGenerator.Feature.ALWAYS_QUOTE_STRINGS)
            .build();
    private static final CsvSchema SCHEMA = CsvSchema.builder()
            .addColumns(COLUMNS, CsvSchema.ColumnType.STRING)
            .setLineSeparator("\r\n")
            .build();

    @Override
    public Buffer write(List<AuditRecord> entries, boolean first) {
        var schema = first ? SCHEMA.withHeader() : SCHEMA;
        // Without a row the mapper does not write the header either.
        if (entries.isEmpty()) {
            return first ? Buffer.buffer("\"" + String.join("\",\"", COLUMNS) + "\"\r\n") : Buffer.buffer();
        }
        try {
            return Buffer.buffer(MAPPER.writer(schema)
                    .writeValueAsString(entries.stream().map(CsvRows::row).toList()));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Texts can always be written", impossible);
        }
    }

    private static Map<String, String> row(AuditRecord entry) {
        var json = entry.toJson();
        var row = new LinkedHashMap<String, String>();
        COLUMNS.forEach(column -> row.put(column, cell(json.getValue(column))));
        return row;
    }

    private static String cell(Object value) {
        var text = value == null ? "" : value instanceof JsonObject object ? object.encode() : value.toString();
        return !text.isEmpty() && FORMULA_SIGNS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
