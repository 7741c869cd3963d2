package dev.guildhall.extensions;

import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;

/**
 * A plan for those who decide about it.
 *
 * @param obstacles why it would be refused, whatever is consented to
 * @param tables what a rollback does to the extension's data, and the removal of its data with it; empty for other plans
 * @param stateValues how many values of its state a rollback sets back to what they were, or removes, and how many are removed
 *     with its data
 * @param configuredEgress the hosts that the configuration names for calls, beside those of the manifest
 */
public record PlanPreview(
        Plan plan, List<Problem> obstacles, List<TableRows> tables, int stateValues, List<String> configuredEgress) {

    /** Of something that loses nothing of that kind. */
    public PlanPreview(Plan plan, List<Problem> obstacles, List<TableRows> tables) {
        this(plan, obstacles, tables, 0, List.of());
    }

    /** The same for what changes so many values of the state. */
    public PlanPreview settingBack(int values) {
        return new PlanPreview(plan, obstacles, tables, values, configuredEgress);
    }

    /** The same for what does this to the extension's tables. */
    public PlanPreview changing(List<TableRows> rows) {
        return new PlanPreview(plan, obstacles, rows, stateValues, configuredEgress);
    }

    /** The same with what the configuration opens. */
    public PlanPreview opening(Collection<String> hosts) {
        return new PlanPreview(
                plan,
                obstacles,
                tables,
                stateValues,
                hosts.stream().distinct().sorted().toList());
    }

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
        return plan.toJson()
                .put("obstacles", refusals)
                .put("data", data)
                .put("stateValues", stateValues)
                .put("configuredEgress", new JsonArray(configuredEgress));
    }
}
