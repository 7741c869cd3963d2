package dev.guildhall.extensions;

import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A plan for those who decide about it.
 *
 * @param obstacles why it would be refused, whatever is consented to
 * @param tables what a rollback does to the extension's data; empty for other plans
 */
public record PlanPreview(Plan plan, List<Problem> obstacles, List<TableRows> tables) {

    public PlanPreview {
        obstacles = List.copyOf(obstacles);
        tables = List.copyOf(tables);
    }

    public JsonObject toJson() {
        var refusals = new JsonArray();
        obstacles.forEach(problem ->
                refusals.add(new JsonObject().put("code", problem.code().code()).put("message", problem.getMessage())));
        var data = new JsonArray();
        tables.forEach(table -> data.add(new JsonObject()
                .put("table", table.table())
                .put("rows", table.rows())
                .put("former", table.former())));
        return plan.toJson().put("obstacles", refusals).put("data", data);
    }
}
