package dev.guildhall.host;

import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.function.BiFunction;

/**
 * Puts the schemas of records in the place of their names, where a manifest says by such what a capability takes and answers, or an
 * event tells.
 */
final class ManifestRecords {

    private final ArchivedClasses classes;
    private final ArrayList<Problem.Detail> faults = new ArrayList<>();

    private ManifestRecords(ArchivedClasses classes) {
        this.classes = classes;
    }

    /** The manifest with schemas only; what is wrong with it otherwise is left for others to say. */
    static JsonObject resolved(JsonObject manifest, ArchivedClasses classes) {
        var records = new ManifestRecords(classes);
        records.resolve(manifest, "provides", "input", RecordSchemas::ofInput);
        records.resolve(manifest, "provides", "output", RecordSchemas::ofOutput);
        records.resolve(manifest, "events", "data", RecordSchemas::ofOutput);
        ManifestReader.refuse(records.faults);
        return manifest;
    }

    private void resolve(
            JsonObject manifest, String list, String name, BiFunction<ArchivedClasses, String, JsonObject> schema) {
        if (!(manifest.getValue(list) instanceof JsonArray items)) {
            return;
        }
        for (var index = 0; index < items.size(); index++) {
            if (items.getValue(index) instanceof JsonObject item && item.getValue(name) instanceof String record) {
                try {
                    item.put(name, schema.apply(classes, record));
                } catch (IllegalArgumentException underivable) {
                    var field = list + "." + index + "." + name;
                    faults.add(new Problem.Detail(field, field + " " + underivable.getMessage()));
                }
            }
        }
    }
}
