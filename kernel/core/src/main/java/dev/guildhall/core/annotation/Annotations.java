package dev.guildhall.core.annotation;

import dev.guildhall.core.database.Storable;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What an application has noted of one thing: what it calls it itself, and a few words more. Nothing here acts on them.
 *
 * @param externalId unique among the things of its kind in its tenant
 * @param metadata at most {@value #MOST} texts of at most {@value #LONGEST_VALUE} characters, by names of at most {@value
 *     #LONGEST_NAME}
 */
public record Annotations(Optional<String> externalId, Map<String, String> metadata) {

    public static final Annotations NONE = new Annotations(Optional.empty(), Map.of());

    static final int MOST = 50;
    static final int LONGEST_NAME = 40;
    static final int LONGEST_VALUE = 500;
    static final int LONGEST_ID = 255;

    private static final String EXTERNAL_ID = "externalId";
    private static final String METADATA = "metadata";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0," + (LONGEST_NAME - 1) + "}");

    public Annotations {
        metadata = Map.copyOf(metadata);
    }

    /** As they are kept. */
    public static Annotations of(String externalId, JsonObject metadata) {
        var texts = new TreeMap<String, String>();
        metadata.forEach(entry -> texts.put(entry.getKey(), (String) entry.getValue()));
        return new Annotations(Optional.ofNullable(externalId), texts);
    }

    /** By name, in the order of the names. */
    public JsonObject metadataJson() {
        var json = new JsonObject();
        new TreeMap<>(metadata).forEach(json::put);
        return json;
    }

    /** {@code {externalId, metadata}}, as clients read them. */
    public JsonObject toJson() {
        return new JsonObject().put(EXTERNAL_ID, externalId.orElse(null)).put(METADATA, metadataJson());
    }

    /**
     * Reads {@code {externalId?, metadata?}} as a change by RFC 7396: what is not there stays, {@code null} clears the id,
     * all metadata or the one of a name. Notes every field that is wrong; that there would be too many names is known only
     * of what is there, so the change itself fails. The contract has checked the types.
     */
    public static UnaryOperator<Annotations> change(JsonObject body, Faults faults) {
        var id = id(body, faults);
        var metadata = metadata(body, faults);
        return present -> new Annotations(
                body.containsKey(EXTERNAL_ID) ? id : present.externalId(), metadata.apply(present.metadata()));
    }

    private static Optional<String> id(JsonObject body, Faults faults) {
        var id = Optional.ofNullable(body.getString(EXTERNAL_ID));
        faults.require(
                id.map(text -> !text.isBlank() && isText(text, LONGEST_ID)).orElse(true),
                EXTERNAL_ID,
                EXTERNAL_ID + " must have 1 to " + LONGEST_ID + " characters, or be null");
        return id;
    }

    private static UnaryOperator<Map<String, String>> metadata(JsonObject body, Faults faults) {
        if (!body.containsKey(METADATA)) {
            return UnaryOperator.identity();
        }
        var given = body.getJsonObject(METADATA);
        if (given == null) {
            return present -> Map.of();
        }
        for (var entry : given) {
            require(entry.getKey(), (String) entry.getValue(), faults);
        }
        return present -> {
            var merged = new TreeMap<>(present);
            for (var entry : given) {
                if (entry.getValue() == null) {
                    merged.remove(entry.getKey());
                } else {
                    merged.put(entry.getKey(), (String) entry.getValue());
                }
            }
            if (merged.size() > MOST) {
                throw CommonError.REQUEST_INVALID.onField(
                        METADATA, METADATA + " can hold " + MOST + " names at most; remove one by null");
            }
            return merged;
        };
    }

    private static void require(String name, String value, Faults faults) {
        faults.require(
                NAME.matcher(name).matches(),
                METADATA,
                "names in " + METADATA + " must have 1 to " + LONGEST_NAME
                        + " letters, digits, dots, hyphens and underscores");
        faults.require(
                value == null || isText(value, LONGEST_VALUE),
                METADATA + "." + name,
                METADATA + "." + name + " must have at most " + LONGEST_VALUE + " characters, or be null");
    }

    private static boolean isText(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest && Storable.isStorable(text);
    }
}
