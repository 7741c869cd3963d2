package dev.guildhall.scim.internal.patch;

import dev.guildhall.core.error.Problem;
import dev.guildhall.scim.internal.Scim;
import dev.guildhall.scim.internal.ScimError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Changes to a resource, in their order, all or none. It is read as the RFC has it and as directories send it: names of
 * operations in any case, several attributes in an object without a path, and paths for the names in that object.
 */
public record Patch(List<Operation> operations) {

    public static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private static final int MOST = 500;

    enum Kind {
        ADD,
        REPLACE,
        REMOVE
    }

    /** @param path empty for several attributes, which the value names */
    record Operation(Kind kind, Optional<PatchPath> path, Object value) {}

    /** Throws {@code SCIM.INVALID_SYNTAX}, {@code SCIM.INVALID_PATH} and {@code SCIM.NO_TARGET}. */
    public static Patch of(JsonObject body) {
        if (!(Scim.value(body, "Operations").orElse(null) instanceof JsonArray sent) || sent.isEmpty()) {
            throw ScimError.INVALID_SYNTAX.onField(
                    "Operations", "Operations must be a list of one operation at least.");
        }
        if (sent.size() > MOST) {
            throw ScimError.TOO_MANY.onField("Operations", "A patch has " + MOST + " operations at most.");
        }
        var operations = new ArrayList<Operation>();
        for (var one : sent) {
            operations.add(operation(Scim.object(one)
                    .orElseThrow(() -> ScimError.INVALID_SYNTAX.onField("Operations", "An operation is an object."))));
        }
        return new Patch(operations);
    }

    private static Operation operation(JsonObject sent) {
        var kind = kind(Scim.value(sent, "op").orElse(null));
        var path = Scim.value(sent, "path")
                .map(Patch::pathText)
                .filter(text -> !text.isBlank())
                .map(PatchPath::parse);
        var value = Scim.value(sent, "value").orElse(null);
        if (kind == Kind.REMOVE && path.isEmpty()) {
            throw ScimError.NO_TARGET.onField("path", "An operation that removes names what, by a path.");
        }
        if (kind != Kind.REMOVE && !Scim.key(sent, "value").isPresent()) {
            throw ScimError.INVALID_SYNTAX.onField("value", "An operation that adds or replaces has a value.");
        }
        if (path.isEmpty() && Scim.object(value).isEmpty()) {
            throw ScimError.INVALID_SYNTAX.onField(
                    "value", "Without a path the value is an object of the attributes to change.");
        }
        return new Operation(kind, path, value);
    }

    private static Kind kind(Object op) {
        try {
            return Kind.valueOf(String.valueOf(op).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw ScimError.INVALID_SYNTAX.onField("op", "op must be add, replace or remove.");
        }
    }

    private static String pathText(Object path) {
        if (path instanceof String text) {
            return text;
        }
        throw pathIsNoText();
    }

    private static Problem pathIsNoText() {
        return ScimError.INVALID_PATH.onField("path", "path must be a text.");
    }

    /** The resource as it is to be; the one given stays as it is. */
    public JsonObject applied(JsonObject resource, Shape shape) {
        var changed = resource.copy();
        for (var operation : operations) {
            if (operation.path().isPresent()) {
                new PatchStep(changed, shape, operation.kind(), operation.path().get(), operation.value()).apply();
            } else {
                applyAll(changed, shape, operation);
            }
        }
        return changed;
    }

    private static void applyAll(JsonObject changed, Shape shape, Operation operation) {
        Scim.object(operation.value()).orElseThrow().forEach(member -> {
            var path = PatchPath.parse(member.getKey());
            // Some send the whole resource, and with it what only the server says.
            var isOwnBusiness = shape.kind(path.attribute())
                    .filter(Shape.Kind.READ_ONLY::equals)
                    .isPresent();
            if (!isOwnBusiness) {
                new PatchStep(changed, shape, operation.kind(), path, member.getValue()).apply();
            }
        });
    }
}
