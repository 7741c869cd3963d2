package dev.guildhall.archive.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.guildhall.archive.ArchiveError;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/**
 * A row as PostgreSQL writes it: the text of a JSON object without a space around its own colons. It is read for what it
 * says of itself, and changed as a text, so that all else stays to the letter, numbers above all.
 */
final class RowText {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNestingDepth(10_000)
                    .build())
            .build();

    private RowText() {}

    /** The columns that are texts, numbers, truths or nothing. */
    static JsonObject scalars(String row) {
        try (var parser = JSON.createParser(row)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed();
            }
            var scalars = new JsonObject();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var column = parser.currentName();
                switch (parser.nextToken()) {
                    case VALUE_STRING -> scalars.put(column, parser.getText());
                    case VALUE_NUMBER_INT -> scalars.put(column, parser.getNumberValue());
                    case VALUE_TRUE, VALUE_FALSE -> scalars.put(column, parser.getBooleanValue());
                    case VALUE_NULL -> scalars.putNull(column);
                    default -> parser.skipChildren();
                }
            }
            return scalars;
        } catch (IOException notJson) {
            throw malformed();
        }
    }

    private static RuntimeException malformed() {
        return ArchiveError.UNREADABLE.because("A row of the archive is no JSON object.");
    }

    /** The same with another value in a column that has this text. */
    static String replaced(String row, String column, String former, Object present) {
        var member = Json.encode(column) + ":";
        return row.replace(member + Json.encode(former), member + Json.encode(present));
    }

    /** The same with one column more. */
    static String with(String row, String column, Object value) {
        return row.substring(0, row.length() - 1) + "," + Json.encode(column) + ":" + Json.encode(value) + "}";
    }
}
