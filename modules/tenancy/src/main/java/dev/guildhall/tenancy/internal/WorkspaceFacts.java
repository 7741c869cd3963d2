package dev.guildhall.tenancy.internal;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.tenancy.Workspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The changeable facts of a workspace by the names clients know them under, and what differs between two states. */
public final class WorkspaceFacts {

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

    /** Where it belongs. */
    public static JsonObject organization(Workspace workspace) {
        return new JsonObject()
                .put(
                        "organizationId",
                        workspace.organization().map(OrganizationId::toString).orElse(null));
    }

    /** What a workspace begins with, or ends with. */
    public static JsonObject whole(Workspace workspace) {
        return new JsonObject()
                .put("key", workspace.key())
                .put("name", workspace.name())
                .put("plan", workspace.plan().name())
                .put("ownerId", workspace.owner().toString());
    }

    /** The names of the facts in which two states are different. */
    public static List<String> differing(Workspace before, Workspace after) {
        var was = changeable(before);
        var is = changeable(after);
        return is.fieldNames().stream()
                .filter(field -> !Objects.equals(was.getValue(field), is.getValue(field)))
                .toList();
    }

    public static JsonObject only(List<String> fields, Workspace workspace) {
        var facts = changeable(workspace);
        facts.fieldNames().retainAll(fields);
        return facts;
    }

    /**
     * What subscribers are told of a change: the names of the fields, and of each the new value and the previous one. The
     * configurations of agents are named only, for nobody knows what is in them.
     */
    public static JsonObject told(List<String> differing, Workspace before, Workspace after) {
        var was = changeable(before);
        var is = changeable(after);
        var data = new JsonObject();
        for (var field : differing) {
            if (!field.equals(CONFIGS)) {
                data.put(field, is.getValue(field)).put(previous(field), was.getValue(field));
            }
        }
        return data.put("changed", new JsonArray(differing));
    }

    private static JsonObject changeable(Workspace workspace) {
        return settings(workspace)
                .mergeIn(preferences(workspace))
                .mergeIn(workspace.annotations().toJson());
    }

    private static String previous(String field) {
        return "previous" + field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
    }
}
