package dev.guildhall.extensions.internal.config;

import dev.guildhall.core.schema.InstanceLocation;
import dev.guildhall.core.secret.SecretBox;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A valid configuration, with its secrets in clear. */
public final class ExtensionConfig {

    /** What clients see in place of a secret. */
    public static final String MASK = "********";

    private final JsonObject clear;
    private final Set<InstanceLocation> secretPlaces;

    ExtensionConfig(JsonObject clear, Set<InstanceLocation> secretPlaces) {
        this.clear = clear;
        this.secretPlaces = Set.copyOf(secretPlaces);
    }

    /** The configuration as it was sealed under this purpose. */
    public static ExtensionConfig open(SecretBox box, String purpose, SealedConfig sealed) {
        var clear = sealed.masked().copy();
        var secrets = sealed.secrets()
                .map(text -> new JsonObject(box.open(purpose, text)))
                .orElseGet(JsonObject::new);
        secrets.forEach(secret -> InstanceLocation.parse(secret.getKey()).replace(clear, secret.getValue()));
        var places = secrets.fieldNames().stream().map(InstanceLocation::parse).toList();
        return new ExtensionConfig(clear, Set.copyOf(places));
    }

    /** The form in which it is stored: what everyone may see, and the secrets encrypted. */
    public SealedConfig seal(SecretBox box, String purpose) {
        var secrets = new JsonObject();
        secretPlaces.forEach(location -> secrets.put(location.toString(), location.in(clear)));
        return new SealedConfig(
                masked(clear, secretPlaces),
                secrets.isEmpty() ? Optional.empty() : Optional.of(box.seal(purpose, secrets.encode())));
    }

    static JsonObject masked(JsonObject clear, Set<InstanceLocation> secretPlaces) {
        var masked = clear.copy();
        secretPlaces.forEach(location -> location.replace(masked, MASK));
        return masked;
    }

    /** A copy, with secrets. */
    public JsonObject clear() {
        return clear.copy();
    }

    /** A copy without its secrets. */
    public JsonObject open() {
        var open = clear.copy();
        for (var place : secretPlaces) {
            if (place.parent().in(open) instanceof JsonObject around) {
                around.remove(place.steps().get(place.steps().size() - 1));
            } else {
                place.replace(open, null);
            }
        }
        return open;
    }

    /** Whether the other one has secrets at the same places. */
    public boolean hidesAsMuchAs(ExtensionConfig other) {
        return secretPlaces.equals(other.secretPlaces);
    }

    Set<InstanceLocation> secretPlaces() {
        return secretPlaces;
    }

    /** A text for other eyes, with the secrets it may quote masked. */
    public String redacted(String text) {
        var quotable = new ArrayList<String>();
        secretPlaces.forEach(location -> collectTexts(location.in(clear), quotable));
        quotable.sort(Comparator.comparingInt(String::length).reversed());
        var redacted = text;
        for (var secret : quotable) {
            redacted = redacted.replace(secret, MASK);
        }
        return redacted;
    }

    /** What of a secret may stand in a text: its texts and numbers, as they are and as JSON writes them. */
    private static void collectTexts(Object secret, List<String> texts) {
        if (secret instanceof JsonObject object) {
            object.stream().map(Map.Entry::getValue).forEach(member -> collectTexts(member, texts));
        } else if (secret instanceof JsonArray array) {
            array.forEach(item -> collectTexts(item, texts));
        } else if (secret instanceof String text && !text.isBlank()) {
            texts.add(text);
            var json = Json.encode(text);
            texts.add(json.substring(1, json.length() - 1));
        } else if (secret instanceof Number number) {
            texts.add(number.toString());
        }
    }

    @Override
    public String toString() {
        return "a configuration with " + secretPlaces.size() + " secrets";
    }
}
