package dev.guildhall.host;

import static dev.guildhall.host.ManifestReader.PERMISSION;
import static dev.guildhall.host.ManifestReader.PERMISSION_RULE;
import static dev.guildhall.host.ManifestReader.distinct;
import static dev.guildhall.host.ManifestReader.matching;
import static dev.guildhall.host.ManifestReader.words;

import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.security.DeclaredPermission;
import dev.guildhall.host.ExtensionManifest.ChatModelProvider;
import dev.guildhall.host.ExtensionManifest.DeclaredRoute;
import dev.guildhall.host.ExtensionManifest.ProvidedCapability;
import dev.guildhall.host.ExtensionManifest.Signature;
import dev.guildhall.spi.HttpVerb;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The rules of {@code extension.json} on what an extension offers to others. */
final class Offers {

    private static final Pattern ROUTE_ID = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,59}");

    private static final Pattern PROVIDER = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final int MOST_MODELS = 200;

    private static final Pattern HEADER = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,100}");

    private Offers() {}

    static List<ProvidedCapability> provides(ManifestFields fields) {
        return distinct(fields, "provides", ProvidedCapability::label, capability -> {
            var key = capability.requiredText("key", ManifestReader::capabilityKey);
            var version = capability.requiredText("version", ManifestReader::version);
            var input = capability.objectSchema("input");
            var output = capability.objectSchema("output");
            var permission = capability.text("permission", matching(PERMISSION, PERMISSION_RULE));
            var deprecated = deprecated(capability);
            var changes = capability.flag("changes");
            var streams = capability.flag("streams");
            var idempotent = capability.flag("idempotent");
            return key.flatMap(known -> version.map(valid -> new ProvidedCapability(
                    known, valid, input, output, permission, deprecated, changes, streams, idempotent)));
        });
    }

    private static Optional<Deprecation> deprecated(ManifestFields capability) {
        var isSaid = !capability.isAbsent("deprecated");
        var said = capability.object(
                "deprecated",
                fields -> new Deprecation(
                        fields.text("since", Offers::time),
                        fields.text("sunset", Offers::time),
                        fields.text("note", words(1, 500)).orElse("")));
        return isSaid ? Optional.of(said) : Optional.empty();
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException("must be a time like 2027-01-31T00:00:00Z", malformed);
        }
    }

    static List<DeclaredRoute> routes(ManifestFields fields) {
        var table = new RouteTable();
        var config = fields.asWritten("configSchema");
        return distinct(fields, "routes", DeclaredRoute::id, route -> {
            var id = route.requiredText("id", matching(ROUTE_ID, "must be a name like contacts.show"));
            var method = route.requiredText("method", Offers::method);
            var path = route.requiredText("path", Function.identity());
            var signature = signature(route, config);
            var permission = route.isAbsent("signature")
                    ? route.requiredText("permission", matching(PERMISSION, PERMISSION_RULE))
                    : withoutPermission(route);
            var summary = route.text("summary", words(0, 200)).orElse("");
            if (id.isEmpty() || method.isEmpty() || path.isEmpty() || (permission.isEmpty() && signature.isEmpty())) {
                return Optional.empty();
            }
            if (signature.isPresent() && method.get() != HttpVerb.POST) {
                return route.fault("method", "must be POST for a route with a signature");
            }
            try {
                table.add(method.get(), path.get(), id.get(), null);
            } catch (IllegalArgumentException refused) {
                return route.fault("path", refused.getMessage());
            }
            return Optional.of(new DeclaredRoute(id.get(), method.get(), path.get(), permission, signature, summary));
        });
    }

    private static Optional<String> withoutPermission(ManifestFields route) {
        return route.isAbsent("permission")
                ? Optional.empty()
                : route.fault("permission", "is for a route without a signature only");
    }

    private static Optional<Signature> signature(ManifestFields route, JsonObject config) {
        return route.isAbsent("signature")
                ? Optional.empty()
                : route.object("signature", signature -> {
                    var scheme = signature.requiredText("scheme", Offers::scheme);
                    var secret = signature.requiredText("secret", path -> secret(config, path));
                    var header =
                            signature.text("header", matching(HEADER, "must be the name of a header in lower case"));
                    if (scheme.isEmpty() || secret.isEmpty()) {
                        return Optional.<Signature>empty();
                    }
                    var named = scheme.get().header() == null;
                    if (named == signature.isAbsent("header")) {
                        return signature.fault(
                                "header", named ? "is required for HMAC_SHA256" : "is for the scheme HMAC_SHA256 only");
                    }
                    return Optional.of(new Signature(
                            scheme.get(), header.orElse(scheme.get().header()), secret.get()));
                });
    }

    private static WebhookScheme scheme(String text) {
        try {
            return WebhookScheme.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("must be one of " + Arrays.toString(WebhookScheme.values()), unknown);
        }
    }

    private static String secret(JsonObject config, String path) {
        var schema = config;
        for (var name : path.split("\\.", -1)) {
            schema = schema.getValue("properties") instanceof JsonObject properties
                            && properties.getValue(name) instanceof JsonObject property
                    ? property
                    : new JsonObject();
        }
        if (!"string".equals(schema.getValue("type")) || !Boolean.TRUE.equals(schema.getValue("writeOnly"))) {
            throw new IllegalArgumentException("must name a string of the configSchema that is writeOnly");
        }
        return path;
    }

    private static HttpVerb method(String text) {
        try {
            return HttpVerb.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("must be one of " + Arrays.toString(HttpVerb.values()), unknown);
        }
    }

    static List<ChatModelProvider> chatModels(ManifestFields fields) {
        return distinct(fields, "chatModels", ChatModelProvider::key, provider -> {
            var key = provider.requiredText("provider", matching(PROVIDER, "must be a word in lower case like openai"));
            var name = provider.text("name", words(1, 100));
            var models = provider.texts("models", MOST_MODELS, words(1, 200));
            return key.map(known -> new ChatModelProvider(known, name.orElse(known), models));
        });
    }

    /** @param publishes the types that the manifest lists */
    static List<DescribedEvent> events(ManifestFields fields, List<TypePattern> publishes) {
        return distinct(fields, "events", DescribedEvent::type, event -> {
            var type = event.requiredText("type", named -> {
                if (!TypePattern.isValid(named)
                        || named.endsWith("*")
                        || publishes.stream().noneMatch(listed -> listed.matches(named))) {
                    throw new IllegalArgumentException(
                            "must be a type that publishesEvents lists, like polls.poll.closed");
                }
                return named;
            });
            var description = event.requiredText("description", words(1, 500));
            var data = event.isAbsent("data") ? Optional.<JsonObject>empty() : Optional.of(event.objectSchema("data"));
            return type.map(known -> new DescribedEvent(known, description.orElse(""), data));
        });
    }

    static List<DeclaredPermission> declares(ManifestFields fields) {
        var id = fields.text("id", Function.identity()).orElse("");
        return distinct(fields, "declares", DeclaredPermission::name, own -> {
            var name = own.requiredText("name", text -> {
                if (!PERMISSION.matcher(text).matches() || !text.startsWith(id + ".")) {
                    throw new IllegalArgumentException("must begin with the extension's id, like " + id + ".manage");
                }
                return text;
            });
            var description = own.requiredText("description", words(1, 200));
            var heldWith = own.requiredText("heldWith", matching(PERMISSION, PERMISSION_RULE));
            return name.isEmpty() || description.isEmpty() || heldWith.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new DeclaredPermission(name.get(), description.get(), heldWith.get()));
        });
    }
}
