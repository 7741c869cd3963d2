package dev.guildhall.tenancy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Objects;

/** The changeable facts of a workspace by the names clients know them under, and what differs between two states. */
final class WorkspaceFacts {

    private static final String CONFIGS = "customAgentConfigs";

    private WorkspaceFacts() {}

    static JsonObject settings(Workspace workspace) {
        var settings = workspace.settings();
        return new JsonObject()
                .put("defaultAgentId", settings.defaultAgent().orElse(null))
                .put(CONFIGS, settings.customAgentConfigs())
                .put("plan", workspace.plan().name())
                .put("timezone", settings.timezone());
    }

    static JsonObject preferences(Workspace workspace) {
        var preferences = workspace.preferences();
        return new JsonObject()
                .put("name", workspace.name())
                .put("supportTeamAccess", preferences.supportTeamAccess())
                .put("icon", preferences.icon().orElse(null))
                .put("iconColor", preferences.iconColor().orElse(null));
    }

    /**
     * What subscribers are told of a change: the names of the fields, and of each the new value and the previous one. The
     * configurations of agents are named only, for nobody knows what is in them.
     */
    static JsonObject told(Workspace before, Workspace after) {
        var was = settings(before).mergeIn(preferences(before));
        var is = settings(after).mergeIn(preferences(after));
        var data = new JsonObject();
        var changed = new JsonArray();
        for (var field : is.fieldNames()) {
            if (Objects.equals(was.getValue(field), is.getValue(field))) {
                continue;
            }
            changed.add(field);
            if (!field.equals(CONFIGS)) {
                data.put(field, is.getValue(field)).put(previous(field), was.getValue(field));
            }
        }
        return data.put("changed", changed);
    }

    private static String previous(String field) {
        return "previous" + field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
    }
}
