package dev.guildhall.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.MessageSourceError;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.format.Format;
import com.networknt.schema.format.Formats;
import com.networknt.schema.keyword.FormatValidator;
import com.networknt.schema.path.NodePath;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The formats of JSON Schema, each with the length that it can have at most. The library matches some with expressions
 * that go back for each character they went ahead, or that take the stack for each.
 */
final class BoundedFormats {

    private static final int MAX_LENGTH = 512;

    private static final Map<String, Integer> MAX_LENGTHS = Map.ofEntries(
            Map.entry("hostname", 253),
            Map.entry("idn-hostname", 253),
            Map.entry("email", 320),
            Map.entry("idn-email", 320),
            Map.entry("date", 64),
            Map.entry("time", 64),
            Map.entry("date-time", 64),
            Map.entry("duration", 255),
            Map.entry("ipv4", 15),
            Map.entry("ipv6", 45),
            Map.entry("uuid", 36),
            Map.entry("regex", 200),
            Map.entry("uri", 65_536),
            Map.entry("uri-reference", 65_536),
            Map.entry("iri", 65_536),
            Map.entry("iri-reference", 65_536));

    private BoundedFormats() {}

    static List<Format> all() {
        return Formats.DEFAULT.stream()
                .<Format>map(format -> new Bounded(format, MAX_LENGTHS.getOrDefault(format.getName(), MAX_LENGTH)))
                .toList();
    }

    private record Bounded(Format format, int maxLength) implements Format {

        @Override
        public String getName() {
            return format.getName();
        }

        @Override
        public String getMessageKey() {
            return format.getMessageKey();
        }

        @Override
        public void validate(
                ExecutionContext context,
                SchemaContext schema,
                JsonNode value,
                JsonNode root,
                NodePath place,
                boolean asserts,
                Supplier<MessageSourceError.Builder> message,
                FormatValidator validator) {
            if (value.isTextual() && value.textValue().length() > maxLength) {
                context.addError(message.get()
                        .message("is longer than the " + maxLength + " characters that are looked at")
                        .arguments(getName())
                        .build());
                return;
            }
            format.validate(context, schema, value, root, place, asserts, message, validator);
        }
    }
}
