package dev.guildhall.capabilities;

import dev.guildhall.extensions.Plan.Loss;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What extensions of a workspace miss when something that can be called there becomes another, or goes. */
public record Breaks(List<Loss> losses) {

    public JsonObject toJson() {
        var all = new JsonArray();
        losses.forEach(loss -> all.add(loss.toJson()));
        return new JsonObject().put("breaks", all);
    }
}
