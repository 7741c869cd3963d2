package dev.guildhall.host;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import dev.guildhall.core.json.StrictJsonCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.jackson.DatabindCodec;
import java.io.IOException;

/**
 * The JSON codec of the product, but for one thing: Jackson remembers every class it ever mapped, so what an extension maps to or
 * from its own classes ({@code json.mapTo(Contact.class)}) goes through a mapper that is unloaded together with it.
 */
final class ExtensionJsonCodec extends StrictJsonCodec {

    static ObjectMapper newMapper() {
        var mapper = DatabindCodec.mapper().copy();
        mapper.enable(
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        mapper.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        mapper.disable(JsonParser.Feature.ALLOW_COMMENTS);
        // a copy of the mapper would share the types' cache
        LookupCache<Object, JavaType> types = new LRUMap<>(16, 200);
        return mapper.setTypeFactory(mapper.getTypeFactory().withCache(types));
    }

    @Override
    public <T> T fromValue(Object json, Class<T> type) {
        var extension = extensionOf(type, json);
        return extension == null
                ? super.fromValue(json, type)
                : extension.mapper().convertValue(json, type);
    }

    @Override
    public <T> T fromValue(Object json, TypeReference<T> type) {
        var extension = extensionOf(type.getClass(), json);
        return extension == null
                ? super.fromValue(json, type)
                : extension.mapper().convertValue(json, type);
    }

    @Override
    public <T> T fromString(String text, Class<T> type) {
        var extension = extensionOf(type, null);
        return extension == null || isJdk(type)
                ? super.fromString(text, type)
                : decoded(() -> extension.mapper().readValue(text, type));
    }

    @Override
    public <T> T fromBuffer(Buffer buffer, Class<T> type) {
        var extension = extensionOf(type, null);
        return extension == null || isJdk(type)
                ? super.fromBuffer(buffer, type)
                : decoded(() -> extension.mapper().readValue(buffer.getBytes(), type));
    }

    @Override
    public String toString(Object value, boolean pretty) {
        var extension = extensionOf(null, value);
        if (extension == null) {
            return super.toString(value, pretty);
        }
        try {
            var mapper = extension.mapper();
            return pretty
                    ? mapper.writerWithDefaultPrettyPrinter().writeValueAsString(value)
                    : mapper.writeValueAsString(value);
        } catch (JsonProcessingException failure) {
            throw new EncodeException("Failed to encode as JSON: " + failure.getMessage(), failure);
        }
    }

    @Override
    public Buffer toBuffer(Object value, boolean pretty) {
        return extensionOf(null, value) == null
                ? super.toBuffer(value, pretty)
                : Buffer.buffer(toString(value, pretty));
    }

    /** The extension whose class is mapped, or on whose thread this is; null when there is none. */
    private static ExtensionClassLoader extensionOf(Class<?> type, Object value) {
        if (type != null && type.getClassLoader() instanceof ExtensionClassLoader loader) {
            return loader;
        }
        if (value != null && value.getClass().getClassLoader() instanceof ExtensionClassLoader loader) {
            return loader;
        }
        return Thread.currentThread().getContextClassLoader() instanceof ExtensionClassLoader loader ? loader : null;
    }

    private static boolean isJdk(Class<?> type) {
        return type.getClassLoader() == null;
    }

    private interface Decoding<T> {
        T decode() throws IOException;
    }

    private static <T> T decoded(Decoding<T> decoding) {
        try {
            return decoding.decode();
        } catch (IOException failure) {
            throw new DecodeException("Failed to decode: " + failure.getMessage(), failure);
        }
    }
}
