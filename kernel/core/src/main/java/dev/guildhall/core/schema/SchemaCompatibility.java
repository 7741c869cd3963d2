package dev.guildhall.core.schema;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether something with JSON Schemas can take the place of what was there: it must take whatever that took, and answer
 * nothing that it could not have answered. A property of which a schema says nothing is taken as not sent: otherwise
 * nobody could ever add one. What cannot be decided counts as a break.
 */
public final class SchemaCompatibility {

    private SchemaCompatibility() {}

    /** What would break whoever calls it; empty when nothing would. Costs up to some 10 ms: not for event loops. */
    public static List<String> breaks(
            JsonObject inputBefore, JsonObject inputAfter, JsonObject outputBefore, JsonObject outputAfter) {
        var breaks = new ArrayList<String>();
        new SchemaInclusion(inputBefore, inputAfter)
                .gaps()
                .forEach(gap -> breaks.add("It no longer takes all that it took: " + gap));
        new SchemaInclusion(outputAfter, outputBefore)
                .gaps()
                .forEach(gap -> breaks.add("It may answer what it never did: " + gap));
        return breaks;
    }
}
