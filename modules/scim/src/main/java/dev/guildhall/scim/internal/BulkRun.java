package dev.guildhall.scim.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.scim.internal.Bulk.Operation;
import dev.guildhall.scim.internal.Resources.Resource;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Does operations one after the other, those first to whose outcome others refer. What refers to something that never comes
 * about fails, and so do those that refer to each other in a circle.
 */
final class BulkRun {

    private static final String RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
    private static final String REFERENCE = "bulkId:";

    private final Bulk bulk;
    private final Caller caller;
    private final List<Resources> resources;
    private final String base;
    private final Map<String, String> ids = new HashMap<>();
    private final Map<Integer, Set<String>> references = new HashMap<>();
    private final Set<Integer> done = new HashSet<>();
    private final List<JsonObject> outcomes = new ArrayList<>();
    private int errors;

    BulkRun(Bulk bulk, Caller caller, List<Resources> resources, String base) {
        this.bulk = bulk;
        this.caller = caller;
        this.resources = resources;
        this.base = base;
    }

    Future<JsonObject> run() {
        return next().map(ended -> new JsonObject()
                .put("schemas", new JsonArray().add(RESPONSE))
                .put("Operations", new JsonArray(outcomes)));
    }

    private Future<Void> next() {
        if (bulk.failOnErrors() > 0 && errors >= bulk.failOnErrors()) {
            return Future.succeededFuture();
        }
        var ready = firstReady();
        if (ready.isEmpty()) {
            return Future.succeededFuture();
        }
        var operation = bulk.operations().get(ready.get());
        done.add(ready.get());
        return attempt(operation)
                .recover(failure -> failure instanceof Problem problem
                        ? Future.succeededFuture(failed(operation, problem))
                        : Future.failedFuture(failure))
                .compose(outcome -> {
                    outcomes.add(outcome);
                    return next();
                });
    }

    /** The first that refers to nothing that is still to be made; or else the first, which will fail for it. */
    private Optional<Integer> firstReady() {
        Optional<Integer> first = Optional.empty();
        for (var at = 0; at < bulk.operations().size(); at++) {
            if (!done.contains(at)) {
                if (!waits(at)) {
                    return Optional.of(at);
                }
                first = first.isPresent() ? first : Optional.of(at);
            }
        }
        return first;
    }

    private boolean waits(int operation) {
        var references = references(operation);
        for (var at = 0; at < bulk.operations().size(); at++) {
            var other = bulk.operations().get(at);
            if (!done.contains(at)
                    && other.bulkId().filter(references::contains).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private Set<String> references(int operation) {
        return references.computeIfAbsent(operation, first -> {
            var sent = bulk.operations().get(operation);
            var found = new HashSet<String>();
            collect(sent.path().substring(sent.path().lastIndexOf('/') + 1), found);
            sent.data().ifPresent(data -> collect(data, found));
            return found;
        });
    }

    private static void collect(Object value, Set<String> into) {
        if (value instanceof String text) {
            if (text.startsWith(REFERENCE)) {
                into.add(text.substring(REFERENCE.length()));
            }
        } else if (value instanceof JsonArray many) {
            many.forEach(element -> collect(element, into));
        } else if (value instanceof JsonObject object) {
            object.forEach(member -> collect(member.getValue(), into));
        }
    }

    private Future<JsonObject> attempt(Operation operation) {
        return Future.<Void>succeededFuture().compose(begun -> {
            var target = Target.of(operation.path(), resources);
            var id = target.id().map(this::resolvedId);
            var data = operation.data().map(sent -> (JsonObject) resolved(sent));
            return switch (operation.method()) {
                case "POST" -> {
                    if (id.isPresent() || operation.bulkId().isEmpty()) {
                        throw ScimError.INVALID_SYNTAX.because("A POST is to /Users or /Groups, and has a bulkId.");
                    }
                    yield target.of().create(caller, required(data)).map(made -> {
                        ids.put(operation.bulkId().get(), made.id());
                        return succeeded(operation, "201", made);
                    });
                }
                case "PUT" ->
                    target.of()
                            .replace(caller, required(id, operation), required(data), operation.version())
                            .map(changed -> succeeded(operation, "200", changed));
                case "PATCH" ->
                    target.of()
                            .patch(caller, required(id, operation), required(data), operation.version())
                            .map(changed -> succeeded(operation, "200", changed));
                case "DELETE" ->
                    target.of()
                            .delete(caller, required(id, operation), operation.version())
                            .map(deleted -> outcome(operation, "204")
                                    .put("location", base + "/" + target.of().path() + "/" + id.get()));
                default -> throw ScimError.INVALID_SYNTAX.because("The method must be POST, PUT, PATCH or DELETE.");
            };
        });
    }

    /** What an operation is about. */
    private record Target(Resources of, Optional<String> id) {

        static Target of(String path, List<Resources> resources) {
            var parts = path.split("/", -1);
            for (var kind : resources) {
                if (parts.length >= 2 && parts.length <= 3 && parts[0].isEmpty() && parts[1].equals(kind.path())) {
                    return new Target(kind, parts.length == 3 ? Optional.of(parts[2]) : Optional.empty());
                }
            }
            throw ScimError.INVALID_PATH.because("The path must be such as /Users or /Groups/{id}.");
        }
    }

    private static JsonObject required(Optional<JsonObject> data) {
        return data.orElseThrow(() -> ScimError.INVALID_SYNTAX.onField("data", "The operation has no data."));
    }

    private static String required(Optional<String> id, Operation operation) {
        return id.orElseThrow(
                () -> ScimError.INVALID_PATH.because("The path of a " + operation.method() + " ends with an id."));
    }

    private String resolvedId(String id) {
        return id.startsWith(REFERENCE) ? made(id) : id;
    }

    private Object resolved(Object value) {
        if (value instanceof String text && text.startsWith(REFERENCE)) {
            return made(text);
        }
        if (value instanceof JsonArray many) {
            var all = new JsonArray();
            many.forEach(element -> all.add(resolved(element)));
            return all;
        }
        if (value instanceof JsonObject object) {
            var all = new JsonObject();
            object.forEach(member -> all.put(member.getKey(), resolved(member.getValue())));
            return all;
        }
        return value;
    }

    private String made(String reference) {
        return Optional.ofNullable(ids.get(reference.substring(REFERENCE.length())))
                .orElseThrow(
                        () -> CommonError.CONFLICT.because("Nothing was made that " + reference + " could stand for."));
    }

    private static JsonObject succeeded(Operation operation, String status, Resource resource) {
        return outcome(operation, status).put("location", resource.location()).put("version", resource.version());
    }

    private JsonObject failed(Operation operation, Problem problem) {
        errors++;
        var error = ScimErrors.json(problem.inBrief());
        return outcome(operation, error.getString("status")).put("response", error);
    }

    private static JsonObject outcome(Operation operation, String status) {
        var outcome = new JsonObject().put("method", operation.method());
        operation.bulkId().ifPresent(id -> outcome.put("bulkId", id));
        return outcome.put("status", status);
    }
}
