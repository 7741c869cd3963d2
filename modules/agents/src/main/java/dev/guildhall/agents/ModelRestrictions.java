package dev.guildhall.agents;

import dev.guildhall.core.error.Faults;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * Which providers and which models the agents of a workspace may answer with, each by itself.
 *
 * @param providers empty when any may be
 * @param models empty when any may be
 * @param revision counts changes; the ETag clients see
 */
public record ModelRestrictions(Optional<List<String>> providers, Optional<List<String>> models, long revision) {

    private static final int MOST = 200;

    /** Of a workspace that has said nothing. */
    public static final ModelRestrictions NONE = new ModelRestrictions(Optional.empty(), Optional.empty(), 0);

    /** Reads {@code {allowedProviders, allowedModels}}, of which null and what is not given allow any. */
    public static ModelRestrictions of(JsonObject body) {
        var faults = new Faults();
        var providers = names(body, "allowedProviders", faults);
        var models = names(body, "allowedModels", faults);
        faults.refuse();
        return new ModelRestrictions(providers, models, 0);
    }

    private static Optional<List<String>> names(JsonObject body, String field, Faults faults) {
        var value = body.getValue(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonArray array
                && array.size() <= MOST
                && array.stream().allMatch(name -> name instanceof String text && isName(text))) {
            return Optional.of(array.stream().map(String.class::cast).distinct().toList());
        }
        faults.add(field, field + " must be null or a list of at most " + MOST + " names of 1 to 200 characters");
        return Optional.empty();
    }

    private static boolean isName(String text) {
        return !text.isBlank() && text.length() <= 200 && text.chars().noneMatch(Character::isISOControl);
    }

    /** Fails with {@code AGENT.PROVIDER_NOT_ALLOWED} or {@code AGENT.MODEL_NOT_ALLOWED}. */
    public void require(String provider, String model) {
        if (providers.isPresent() && !providers.get().contains(provider)) {
            throw AgentError.PROVIDER_NOT_ALLOWED.because(
                    "Provider \"" + provider + "\" is not allowed in this workspace");
        }
        if (models.isPresent() && !models.get().contains(model)) {
            throw AgentError.MODEL_NOT_ALLOWED.because("Model \"" + model + "\" is not allowed in this workspace");
        }
    }

    /** How clients see it. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("allowedProviders", providers.map(JsonArray::new).orElse(null))
                .put("allowedModels", models.map(JsonArray::new).orElse(null));
    }
}
