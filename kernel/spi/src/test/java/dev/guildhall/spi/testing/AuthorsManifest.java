package dev.guildhall.spi.testing;

import dev.guildhall.spi.ExtensionException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The author's {@code extension.json}, as far as an extension is held to it while it runs. */
final class AuthorsManifest {

    private final JsonObject json;

    AuthorsManifest(JsonObject json) {
        this.json = json;
    }

    /** The one on the class path. */
    static AuthorsManifest own() {
        try (var file = AuthorsManifest.class.getResourceAsStream("/extension.json")) {
            if (file == null) {
                throw new AssertionError("There is no extension.json on the class path");
            }
            return new AuthorsManifest(new JsonObject(Buffer.buffer(file.readAllBytes())));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String version() {
        return json.getString("version");
    }

    boolean asksFor(String permission) {
        return texts("permissions").contains(permission);
    }

    /** What a permission opens. */
    <T> Future<T> opening(String permission, Supplier<T> use) {
        return asksFor(permission) ? Future.succeededFuture(use.get()) : Future.failedFuture(notGranted(permission));
    }

    private static ExtensionException notGranted(String permission) {
        return forbidden(
                "EXTENSION.NOT_GRANTED",
                "This needs the permission " + permission + ", which the manifest does not ask for.");
    }

    <T> Future<T> publishing(String type, Supplier<T> use) {
        return texts("publishesEvents").stream().anyMatch(pattern -> matches(pattern, type))
                ? opening("events.publish", use)
                : Future.failedFuture(
                        forbidden("EVENT.TYPE_NOT_DECLARED", "The manifest's publishesEvents does not list " + type));
    }

    Optional<ExtensionException> refusalToReach(String host, JsonObject config) {
        return host != null
                        && (texts("egress").stream().anyMatch(pattern -> matchesHost(pattern, host))
                                || isConfigured(host, json.getJsonObject("configSchema"), config))
                ? Optional.empty()
                : Optional.of(forbidden(
                        "URL.NOT_ALLOWED",
                        "Neither the manifest's egress nor the configuration names the host " + host + "."));
    }

    /** Whether a field that has {@code x-egress} in the schema names the host. */
    private static boolean isConfigured(String host, JsonObject schema, Object config) {
        if (schema == null || config == null) {
            return false;
        }
        if (config instanceof String named) {
            return schema.getBoolean("x-egress", false)
                    && (named.equalsIgnoreCase(host)
                            || named.contains("://")
                                    && host.equalsIgnoreCase(URI.create(named).getHost()));
        }
        var properties = schema.getJsonObject("properties", new JsonObject());
        return config instanceof JsonObject object
                && properties.fieldNames().stream()
                        .anyMatch(name -> isConfigured(host, properties.getJsonObject(name), object.getValue(name)));
    }

    Optional<ExtensionException> refusalToCall(String capability) {
        if (isProvided(capability)) {
            return Optional.empty();
        }
        var required = json.getJsonObject("requires", new JsonObject()).getJsonArray("capabilities", new JsonArray());
        if (objects(required).stream().noneMatch(item -> capability.equals(item.getString("key")))) {
            return Optional.of(forbidden(
                    "CAPABILITY.NOT_DECLARED", "The manifest's requires.capabilities does not list " + capability));
        }
        return json.containsKey("manifest") && !asksFor("capabilities.invoke")
                ? Optional.of(notGranted("capabilities.invoke"))
                : Optional.empty();
    }

    /** A configuration without what the schema says is secret. */
    JsonObject withoutSecrets(JsonObject config) {
        return withoutSecrets(config.copy(), json.getJsonObject("configSchema", new JsonObject()));
    }

    private static JsonObject withoutSecrets(JsonObject config, JsonObject schema) {
        schema.getJsonObject("properties", new JsonObject()).forEach(property -> {
            if (property.getValue() instanceof JsonObject inner) {
                if (inner.getBoolean("writeOnly", false)) {
                    config.remove(property.getKey());
                } else if (config.getValue(property.getKey()) instanceof JsonObject nested) {
                    withoutSecrets(nested, inner);
                }
            }
        });
        return config;
    }

    List<JsonObject> provides() {
        return objects(json.getJsonArray("provides", new JsonArray()));
    }

    boolean isProvided(String key) {
        return provides().stream().anyMatch(offer -> key.equals(offer.getString("key")));
    }

    boolean isProvided(String key, String version) {
        return provides().stream()
                .anyMatch(offer -> key.equals(offer.getString("key")) && version.equals(offer.getString("version")));
    }

    boolean isStreamed(String key) {
        return provides().stream()
                .anyMatch(offer -> key.equals(offer.getString("key")) && offer.getBoolean("streams", false));
    }

    List<JsonObject> routes() {
        return objects(json.getJsonArray("routes", new JsonArray()));
    }

    Optional<JsonObject> route(String id) {
        return routes().stream()
                .filter(route -> id.equals(route.getString("id")))
                .findFirst();
    }

    List<JsonObject> jobs() {
        return objects(json.getJsonArray("jobs", new JsonArray()));
    }

    boolean hasJob(String id) {
        return jobs().stream().anyMatch(job -> id.equals(job.getString("id")));
    }

    List<JsonObject> chatModels() {
        return objects(json.getJsonArray("chatModels", new JsonArray()));
    }

    Optional<ExtensionException> refusalToOrder(String jobId) {
        return hasJob(jobId)
                ? Optional.empty()
                : Optional.of(forbidden("JOBS.NOT_DECLARED", "The manifest's jobs does not list " + jobId));
    }

    boolean consumes(String pattern) {
        return texts("consumesEvents").stream().anyMatch(declared -> covers(declared, pattern));
    }

    private List<String> texts(String field) {
        return json.getJsonArray(field, new JsonArray()).stream()
                .map(String.class::cast)
                .toList();
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    private static ExtensionException forbidden(String code, String message) {
        return new ExtensionException(ExtensionException.Kind.FORBIDDEN, code, message);
    }

    static boolean matches(String pattern, String type) {
        return pattern.equals("*")
                || pattern.equals(type)
                || (pattern.endsWith(".*") && type.startsWith(pattern.substring(0, pattern.length() - 1)));
    }

    private static boolean covers(String declared, String pattern) {
        return declared.equals(pattern) || matches(declared, pattern);
    }

    private static boolean matchesHost(String pattern, String host) {
        return pattern.equals("*")
                || pattern.equals(host)
                || (pattern.startsWith("*.") && host.endsWith(pattern.substring(1)));
    }
}
