package dev.guildhall.extensions.internal.config;

import dev.guildhall.core.secret.SecretBox;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.Optional;
import java.util.Set;

/** A valid configuration, with its secrets in clear. */
public final class Config {

    /** What clients see in place of a secret. */
    public static final String MASK = "********";

    private final JsonObject clear;
    private final Set<JsonPointer> secretPlaces;

    Config(JsonObject clear, Set<JsonPointer> secretPlaces) {
        this.clear = clear;
        this.secretPlaces = Set.copyOf(secretPlaces);
    }

    /** The configuration as it was sealed under this purpose. */
    public static Config open(SecretBox box, String purpose, SealedConfig sealed) {
        var clear = sealed.masked().copy();
        var secrets = sealed.secrets()
                .map(text -> new JsonObject(box.open(purpose, text)))
                .orElseGet(JsonObject::new);
        var places = secrets.fieldNames().stream().map(JsonPointer::from).toList();
        places.forEach(place -> place.writeJson(clear, secrets.getValue(place.toString())));
        return new Config(clear, Set.copyOf(places));
    }

    /** The form in which it is stored: what everyone may see, and the secrets encrypted. */
    public SealedConfig seal(SecretBox box, String purpose) {
        var masked = clear.copy();
        var secrets = new JsonObject();
        for (var place : secretPlaces) {
            secrets.put(place.toString(), place.queryJson(clear));
            place.writeJson(masked, MASK);
        }
        return new SealedConfig(
                masked, secrets.isEmpty() ? Optional.empty() : Optional.of(box.seal(purpose, secrets.encode())));
    }

    /** A copy, with secrets. */
    public JsonObject clear() {
        return clear.copy();
    }

    /** A text for other eyes, with the secrets it may quote masked. */
    public String redacted(String text) {
        var redacted = text;
        for (var place : secretPlaces) {
            if (place.queryJson(clear) instanceof String secret && !secret.isBlank()) {
                redacted = redacted.replace(secret, MASK);
            }
        }
        return redacted;
    }

    /** Puts the secrets back where the other configuration has them masked. */
    JsonObject unmask(JsonObject other, Set<JsonPointer> places) {
        for (var place : places) {
            if (MASK.equals(place.queryJson(other)) && secretPlaces.contains(place)) {
                place.writeJson(other, place.queryJson(clear));
            }
        }
        return other;
    }

    @Override
    public String toString() {
        return "a configuration with " + secretPlaces.size() + " secrets";
    }
}
