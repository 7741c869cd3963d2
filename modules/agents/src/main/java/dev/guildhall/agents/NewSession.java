package dev.guildhall.agents;

import dev.guildhall.core.error.Faults;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/** A session that somebody wants to have: the group's of this name, or theirs with an agent. */
public record NewSession(Surface surface, Optional<String> surfaceId, Optional<String> agentKey) {

    private static final int LONGEST = 200;

    /** Reads {@code {agentKey?, surface?, surfaceId?}}. */
    public static NewSession of(JsonObject body) {
        return of(body, "agentKey");
    }

    /** @param agentField what the client calls the key of the agent */
    public static NewSession of(JsonObject body, String agentField) {
        var faults = new Faults();
        var surface = surface(body.getValue("surface"), faults);
        var surfaceId = text(body, "surfaceId", faults);
        var agent = text(body, agentField, faults);
        faults.require(
                surface != Surface.GROUP || surfaceId.isPresent() || body.getValue("surfaceId") != null,
                "surfaceId",
                "surfaceId is required for the surface group: it is what its members know the session by");
        faults.require(
                surface == Surface.GROUP || surfaceId.isEmpty(),
                "surfaceId",
                "surfaceId is for the surface group only");
        faults.refuse();
        return new NewSession(surface, surfaceId, agent);
    }

    private static Surface surface(Object value, Faults faults) {
        var text = value == null ? "private" : String.valueOf(value).toLowerCase(Locale.ROOT);
        return switch (text) {
            case "private" -> Surface.PRIVATE;
            case "group" -> Surface.GROUP;
            default -> {
                faults.add("surface", "surface must be group or private");
                yield Surface.PRIVATE;
            }
        };
    }

    private static Optional<String> text(JsonObject body, String field, Faults faults) {
        var value = body.getValue(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text
                && !text.isBlank()
                && text.length() <= LONGEST
                && text.chars().noneMatch(Character::isISOControl)) {
            return Optional.of(text);
        }
        faults.add(field, field + " must be a text of 1 to " + LONGEST + " characters");
        return Optional.empty();
    }

    /** Whether a session is the one that is meant. */
    boolean means(AgentSession session) {
        return session.surface() == surface && session.surfaceId().equals(surfaceId);
    }
}
