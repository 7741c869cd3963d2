package dev.guildhall.host;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.security.DeclaredPermission;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.spi.HttpVerb;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.semver4j.Semver;

/**
 * What {@code extension.json} says about an extension; checked, so that the rest of the product need not.
 *
 * @param format the version of the manifest's format; 0 of one from before formats had numbers, to which the rules on what
 *     permissions open do not apply
 * @param id unique among extensions; its key in the API
 * @param serviceBaseUrl where the extension runs, present for {@link Runtime#EXTERNAL_SERVICE} only
 * @param main the class that implements the extension; empty when the artifact's index of extensions names it
 * @param permissions what the extension asks to be granted in a workspace
 * @param egress the hosts it asks to call
 * @param routes what it serves over HTTP
 * @param jobs what it does by itself, when it is due
 * @param chatModels the providers of chat models that it has for agents
 * @param declares permissions of its own, which its routes and capabilities may need
 * @param events those of {@code publishesEvents} that it describes
 * @param configSchema a JSON Schema of an object; {@code writeOnly} properties are secrets
 * @param migrations the folder of its migrations in the archive, ending with a slash
 * @param ui what it shows to people
 */
public record ExtensionManifest(
        int format,
        String id,
        Semver version,
        String name,
        String description,
        String publisher,
        List<String> categories,
        VersionRange platform,
        List<RequiredCapability> requires,
        List<RequiredExtension> requiredExtensions,
        Runtime runtime,
        Optional<URI> serviceBaseUrl,
        Optional<String> main,
        List<String> permissions,
        List<HostPattern> egress,
        List<ProvidedCapability> provides,
        List<DeclaredRoute> routes,
        List<DeclaredJob> jobs,
        List<ChatModelProvider> chatModels,
        List<DeclaredPermission> declares,
        List<TypePattern> consumesEvents,
        List<TypePattern> publishesEvents,
        List<DescribedEvent> events,
        JsonObject configSchema,
        String migrations,
        DeclaredUi ui) {

    /** The name of the manifest's file, at the root of an artifact. */
    public static final String FILE = "extension.json";

    /** Where the extension's code runs. */
    public enum Runtime {
        IN_PROCESS,
        EXTERNAL_SERVICE
    }

    /** A capability the extension calls; without an optional one it still works. */
    public record RequiredCapability(String key, VersionRange version, boolean optional) {}

    /** An extension that must be in the workspace as well; one that is optional may be. */
    public record RequiredExtension(String key, VersionRange version, boolean optional) {}

    /**
     * A capability the extension offers, with the JSON Schemas of what it takes and answers.
     *
     * @param permission what a caller needs beside that to call capabilities; empty for no more
     * @param changes whether calls of it change something, so that the audit log tells of each
     * @param streams whether its result comes in a stream of items, each as {@code output} says
     * @param idempotent whether a service bears that a call of it comes twice, so that it may be repeated
     */
    public record ProvidedCapability(
            String key,
            Semver version,
            JsonObject input,
            JsonObject output,
            Optional<String> permission,
            Optional<Deprecation> deprecated,
            boolean changes,
            boolean streams,
            boolean idempotent) {

        String label() {
            return key + " " + version;
        }
    }

    /**
     * Something the extension serves over HTTP.
     *
     * @param id its name in the extension's code
     * @param path below the extension's prefix
     * @param permission what the caller must hold in the workspace; empty when a signature stands for a caller
     */
    public record DeclaredRoute(
            String id,
            HttpVerb method,
            String path,
            Optional<String> permission,
            Optional<Signature> signature,
            String summary) {}

    /**
     * How the sender of a request to a route shows that it is the one.
     *
     * @param header that the signature is in
     * @param secret where in the configuration the secret is that both know, dotted
     */
    public record Signature(WebhookScheme scheme, String header, String secret) {}

    /** A route that serves a sender of webhooks, and what the path gives for its parameters. */
    public record Webhook(DeclaredRoute route, Map<String, String> pathParameters) {}

    /**
     * Something the extension does by itself.
     *
     * @param id its name in the extension's code
     * @param schedule when it is due; empty when it is only done on the extension's own order
     * @param timeout for one attempt
     */
    public record DeclaredJob(String id, Optional<JobSchedule> schedule, Duration timeout, String summary) {}

    /**
     * A provider of chat models.
     *
     * @param key by which agents and restrictions name it
     * @param models those there are; empty when any may be asked for
     */
    public record ChatModelProvider(String key, String name, List<String> models) {}

    /**
     * Reads a manifest's text; throws a {@code EXTENSION.MANIFEST_INVALID} problem that names every field at fault.
     */
    public static ExtensionManifest parse(byte[] json) {
        return ManifestReader.read(json);
    }

    /**
     * The manifest of a version that was taken by the rules of another release and is refused by these: nothing of it is
     * known but whose it is. It may want any event, and all of its configuration may be secret.
     */
    public static ExtensionManifest unreadable(String id, String version) {
        return new ExtensionManifest(
                0,
                id,
                new Semver(version),
                id,
                "",
                "",
                List.of(),
                VersionRange.ANY,
                List.of(),
                List.of(),
                Runtime.IN_PROCESS,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(TypePattern.parse("*")),
                List.of(),
                List.of(),
                new JsonObject().put("additionalProperties", new JsonObject().put("writeOnly", true)),
                "migrations/",
                DeclaredUi.NONE);
    }

    /** {@code id@version}, for logs. */
    public String label() {
        return id + "@" + version;
    }

    /** What the codes of its own errors begin with, a dot included. */
    public static String errorPrefix(String id) {
        return id.toUpperCase(Locale.ROOT).replace('-', '_') + ".";
    }

    /** Names of capabilities and event types that do not begin with its id, and may well mean something already. */
    public List<String> foreignNames() {
        return Stream.concat(
                        provides.stream().map(ProvidedCapability::key),
                        publishesEvents.stream().map(Object::toString))
                .filter(name -> !name.startsWith(id + ".") && !name.startsWith(id.replace('-', '_') + "."))
                .toList();
    }

    public boolean provides(String capabilityKey) {
        return provides.stream().anyMatch(capability -> capability.key().equals(capabilityKey));
    }

    boolean provides(String capabilityKey, String version) {
        return provides.stream()
                .anyMatch(capability -> capability.key().equals(capabilityKey)
                        && capability.version().getVersion().equals(version));
    }

    Optional<DeclaredRoute> route(String routeId) {
        return routes.stream().filter(route -> route.id().equals(routeId)).findFirst();
    }

    public Optional<DeclaredJob> job(String jobId) {
        return jobs.stream().filter(job -> job.id().equals(jobId)).findFirst();
    }

    /** The route that takes webhooks sent to this path, which is as in the URL. */
    public Optional<Webhook> webhook(String path) {
        var table = new RouteTable();
        routes.stream()
                .filter(route -> route.signature().isPresent())
                .forEach(route -> table.add(route.method(), route.path(), route.id(), null));
        return table.find(HttpVerb.POST, path)
                .map(match -> new Webhook(route(match.permission()).orElseThrow(), match.pathParameters()));
    }

    /** The permission of this name: one that the extension declares, or else one of the platform. */
    public NeededPermission needed(String permission) {
        return declares.stream()
                .filter(own -> own.name().equals(permission))
                .map(DeclaredPermission::needed)
                .findFirst()
                .orElseGet(() -> new NeededPermission(permission, permission));
    }

    /** What a caller of this capability needs beside the permission to call capabilities. */
    Optional<NeededPermission> needed(String capabilityKey, String version) {
        return provides.stream()
                .filter(offer -> offer.key().equals(capabilityKey)
                        && offer.version().getVersion().equals(version))
                .flatMap(offer -> offer.permission().stream())
                .map(this::needed)
                .findFirst();
    }

    /** Whether the extension may call the capability: one that it declared to need, or its own. */
    public boolean mayCall(String capabilityKey) {
        return provides(capabilityKey)
                || requires.stream().anyMatch(capability -> capability.key().equals(capabilityKey));
    }

    public boolean consumes(TypePattern types) {
        return consumesEvents.stream().anyMatch(declared -> declared.covers(types));
    }

    public boolean publishes(String eventType) {
        return publishesEvents.stream().anyMatch(declared -> declared.matches(eventType));
    }

    /** What is wrong with the data of an event of this type, by what the manifest says of it. */
    public List<Problem.Detail> faults(String eventType, Object data) {
        return events.stream()
                .filter(described -> described.type().equals(eventType))
                .findFirst()
                .map(described -> described.faults(data))
                .orElseGet(List::of);
    }

    public boolean mayCallHost(String host) {
        return egress.stream().anyMatch(declared -> declared.matches(host));
    }

    /** Whether the extension is for this version of the host; a pre-release of the host counts as its release. */
    public boolean isFor(Semver host) {
        return platform.includes(new Semver(host.getMajor() + "." + host.getMinor() + "." + host.getPatch()));
    }

    /** Throws a {@code EXTENSION.PLATFORM_UNSUPPORTED} problem when the extension is not for this version of the host. */
    public void requirePlatform(Semver host) {
        if (!isFor(host)) {
            throw ExtensionArchiveError.PLATFORM_UNSUPPORTED.onField(
                    "requires.platform", label() + " is for platform versions " + platform + "; this one is " + host);
        }
    }

    @Override
    public JsonObject configSchema() {
        return configSchema.copy();
    }
}
