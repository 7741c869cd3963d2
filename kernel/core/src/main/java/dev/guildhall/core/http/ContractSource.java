package dev.guildhall.core.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The YAML documents that a contract is written in, on the class path. Reading them blocks. */
final class ContractSource {

    private static final String TAGS = "tags";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private ContractSource() {}

    /** The frame with the parts added; fails when two contradict. */
    static JsonObject merge(String frame, List<String> parts) {
        var document = read(frame);
        for (var part : parts) {
            var contribution = read(part);
            mergeInto(section(document, "paths"), section(contribution, "paths"), part);
            addTags(document, contribution);
            var components = section(document, "components");
            for (var kind : section(contribution, "components").fieldNames()) {
                mergeInto(
                        section(components, kind),
                        contribution.getJsonObject("components").getJsonObject(kind),
                        part);
            }
        }
        ContractCompletion.complete(document);
        return document;
    }

    private static void addTags(JsonObject document, JsonObject contribution) {
        var all = document.getJsonArray(TAGS, new JsonArray());
        contribution.getJsonArray(TAGS, new JsonArray()).forEach(all::add);
        document.put(TAGS, all);
    }

    private static void mergeInto(JsonObject target, JsonObject addition, String part) {
        for (var entry : addition) {
            var present = target.getValue(entry.getKey());
            if (present != null && !present.equals(entry.getValue())) {
                throw new IllegalStateException(part + " declares " + entry.getKey() + ", which is declared already");
            }
            target.put(entry.getKey(), entry.getValue());
        }
    }

    static JsonObject section(JsonObject document, String name) {
        if (document.getJsonObject(name) == null) {
            document.put(name, new JsonObject());
        }
        return document.getJsonObject(name);
    }

    static JsonObject read(String resource) {
        try (var in = ContractSource.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("There is no contract " + resource + " on the class path");
            }
            return new JsonObject(YAML.readTree(in).toString());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The contract " + resource + " is not valid YAML", unreadable);
        }
    }
}
