package dev.guildhall.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as RFC 8259 has it: in UTF-8, with each name once in an object, without comments and with nothing after
 * its end; and only numbers that a double comes near to, of which decimals keep every digit. It takes time in proportion
 * to the length of the text.
 */
final class StrictJson {

    private static final int MAX_DEPTH = 500;

    private static final JsonFactory PARSERS = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // Names are the client's, and the table of those seen before would be too.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private final JsonParser parser;

    private StrictJson(JsonParser parser) {
        this.parser = parser;
    }

    /** A map, a list, a text, a number, a boolean or null; throws {@link UnacceptableJson}. */
    static Object read(String text) {
        try (var parser = PARSERS.createParser(text)) {
            return new StrictJson(parser).document();
        } catch (StreamConstraintsException tooMuch) {
            throw new UnacceptableJson(
                    "",
                    "is nested deeper than " + MAX_DEPTH + " levels, or has a name of 50,000 or a number of 1,000"
                            + " characters and more",
                    tooMuch);
        } catch (JsonProcessingException malformed) {
            throw new UnacceptableJson("", "is not valid JSON" + at(malformed.getLocation()), malformed);
        } catch (IOException neverFromMemory) {
            throw new UncheckedIOException(neverFromMemory);
        }
    }

    /** The same of the text's bytes. */
    static Object read(Buffer buffer) {
        var bytes = buffer.getBytes();
        if (!ByteBufUtil.isText(Unpooled.wrappedBuffer(bytes), StandardCharsets.UTF_8)) {
            throw new UnacceptableJson("", "is not valid UTF-8", null);
        }
        return read(new String(bytes, StandardCharsets.UTF_8));
    }

    private Object document() throws IOException {
        if (parser.nextToken() == null) {
            throw new UnacceptableJson("", "is empty", null);
        }
        var value = value();
        if (parser.nextToken() != null) {
            throw new UnacceptableJson(
                    "", "is not valid JSON: something follows its end" + at(parser.currentTokenLocation()), null);
        }
        return value;
    }

    private Object value() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new UnacceptableJson("", "is not valid JSON", null);
        };
    }

    private Map<String, Object> object() throws IOException {
        var members = new LinkedHashMap<String, Object>();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (members.containsKey(name)) {
                throw new UnacceptableJson(place(), "is there twice", null);
            }
            parser.nextToken();
            members.put(name, value());
        }
        return members;
    }

    private List<Object> array() throws IOException {
        var items = new ArrayList<Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value());
        }
        return items;
    }

    private Number integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> parser.getIntValue();
            case LONG -> parser.getLongValue();
            default -> {
                var number = parser.getBigIntegerValue();
                if (Double.isInfinite(number.doubleValue())) {
                    throw beyond(null);
                }
                yield number;
            }
        };
    }

    private BigDecimal decimal() throws IOException {
        BigDecimal number;
        try {
            number = parser.getDecimalValue();
        } catch (JsonProcessingException | ArithmeticException | NumberFormatException beyond) {
            throw beyond(beyond);
        }
        var nearest = number.doubleValue();
        if (Double.isInfinite(nearest) || nearest == 0 && number.signum() != 0) {
            throw beyond(null);
        }
        return number;
    }

    private UnacceptableJson beyond(Exception cause) {
        return new UnacceptableJson(place(), "is a number beyond what a double can hold", cause);
    }

    /** The dotted path of what is being read. */
    private String place() {
        return parser.getParsingContext()
                .pathAsPointer()
                .toString()
                .replaceFirst("^/", "")
                .replace('/', '.');
    }

    private static String at(JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
