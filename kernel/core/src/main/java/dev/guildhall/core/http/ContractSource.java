package dev.guildhall.core.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The YAML documents that a contract is written in, on the class path. Reading them blocks. */
final class ContractSource {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private ContractSource() {}

    /** The frame with the parts added; fails when two contradict. */
    static JsonObject merge(String frame, List<String> parts) {
        var document = read(frame);
        for (var part : parts) {
            var contribution = read(part);
            mergeInto(section(document, "paths"), section(contribution, "paths"), part);
            var components = section(document, "components");
            for (var kind : section(contribution, "components").fieldNames()) {
                mergeInto(
                        section(components, kind),
                        contribution.getJsonObject("components").getJsonObject(kind),
                        part);
            }
        }
        takeMergePatches(section(document, "paths"));
        return document;
    }

    /** What a PATCH takes is a merge patch of RFC 7396, and may be sent as one. */
    private static void takeMergePatches(JsonObject paths) {
        for (var path : paths.fieldNames()) {
            var patch = paths.getJsonObject(path).getJsonObject("patch");
            if (patch != null && Contract.hasJsonBody(patch)) {
                var content = patch.getJsonObject("requestBody").getJsonObject("content");
                content.put(
                        RequestBody.MERGE_PATCH,
                        content.getJsonObject(RequestBody.JSON).copy());
            }
        }
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

    private static JsonObject read(String resource) {
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
