package dev.guildhall.host;

import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.function.BiFunction;

/** Puts the schemas of records in the place of their names, where a manifest says by such what a capability takes and answers. */
final class ManifestRecords {

    private final ArchivedClasses classes;
    private final ArrayList<Problem.Detail> faults = new ArrayList<>();

    private ManifestRecords(ArchivedClasses classes) {
        this.classes = classes;
    }

    /** The manifest with schemas only; what is wrong with it otherwise is left for others to say. */
    static JsonObject resolved(JsonObject manifest, ArchivedClasses classes) {
        if (!(manifest.getValue("provides") instanceof JsonArray provides)) {
            return manifest;
        }
        var records = new ManifestRecords(classes);
        for (var index = 0; index < provides.size(); index++) {
            if (provides.getValue(index) instanceof JsonObject offer) {
                records.resolve(offer, "input", index, RecordSchemas::ofInput);
                records.resolve(offer, "output", index, RecordSchemas::ofOutput);
            }
        }
        ManifestReader.refuse(records.faults);
        return manifest;
    }

    private void resolve(
            JsonObject offer, String name, int index, BiFunction<ArchivedClasses, String, JsonObject> schema) {
        if (offer.getValue(name) instanceof String record) {
            try {
                offer.put(name, schema.apply(classes, record));
            } catch (IllegalArgumentException underivable) {
                var field = "provides." + index + "." + name;
                faults.add(new Problem.Detail(field, field + " " + underivable.getMessage()));
            }
        }
    }
}
