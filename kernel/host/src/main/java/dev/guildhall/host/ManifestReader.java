package dev.guildhall.host;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.json.UnacceptableJson;
import dev.guildhall.core.schema.JsonTexts;
import dev.guildhall.host.ExtensionManifest.ChatModelProvider;
import dev.guildhall.host.ExtensionManifest.RequiredCapability;
import dev.guildhall.host.ExtensionManifest.RequiredExtension;
import dev.guildhall.host.ExtensionManifest.Runtime;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.semver4j.Semver;

/** The rules of {@code extension.json}. */
final class ManifestReader {

    private static final int FORMAT = 1;
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_CAPABILITIES = 200;
    private static final int MAX_ITEMS = 100;
    private static final int MAX_CATEGORIES = 10;

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{1,38}[a-z0-9]");
    private static final Pattern CATEGORY = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern CAPABILITY = Pattern.compile("[a-z][a-z0-9_-]{0,39}(?:\\.[a-z][a-z0-9_-]{0,39}){2}");
    static final Pattern PERMISSION = Pattern.compile("[a-z][a-z0-9_-]{0,39}(?:\\.[a-z][a-z0-9_-]{0,39})+");
    static final String PERMISSION_RULE = "must be a permission like members.read";
    private static final Pattern CLASS =
            Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]{0,99}(?:\\.[A-Za-z_$][A-Za-z0-9_$]{0,99}){0,20}");
    static final Pattern FOLDER = Pattern.compile("(?:[A-Za-z0-9_-]{1,60}/){1,5}");

    private ManifestReader() {}

    static ExtensionManifest read(byte[] json) {
        var object = object(json);
        refuse(JsonTexts.faults(object));
        var fields = ManifestFields.of(object);
        var manifest = manifest(fields);
        fields.refuseUnknown();
        refuse(fields.faults());
        return manifest;
    }

    static void refuse(List<Problem.Detail> faults) {
        if (!faults.isEmpty()) {
            throw invalid(faults);
        }
    }

    private static Problem invalid(List<Problem.Detail> faults) {
        var more = faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " more)";
        return ExtensionArchiveError.MANIFEST_INVALID
                .because(
                        ExtensionManifest.FILE + " is invalid: " + faults.get(0).message() + more)
                .withDetails(faults);
    }

    static JsonObject object(byte[] json) {
        if (json.length > MAX_BYTES) {
            throw ExtensionArchiveError.MANIFEST_INVALID.because(
                    ExtensionManifest.FILE + " has " + json.length + " bytes; at most " + MAX_BYTES + " are allowed");
        }
        try {
            if (Json.decodeValue(Buffer.buffer(json)) instanceof JsonObject object) {
                return object;
            }
            throw ExtensionArchiveError.MANIFEST_INVALID.because(ExtensionManifest.FILE + " must be a JSON object");
        } catch (UnacceptableJson refused) {
            throw refused.field().isEmpty()
                    ? ExtensionArchiveError.MANIFEST_INVALID.because(ExtensionManifest.FILE + " " + refused.fault())
                    : invalid(List.of(new Problem.Detail(refused.field(), refused.getMessage())));
        }
    }

    private static ExtensionManifest manifest(ManifestFields fields) {
        var runtime = fields.text("runtime", ManifestReader::runtime).orElse(Runtime.IN_PROCESS);
        var requires = fields.object("requires", ManifestReader::requires);
        fields.text("$schema", words(0, 1000));
        var publishes = fields.texts("publishesEvents", MAX_ITEMS, TypePattern::parse);
        return new ExtensionManifest(
                format(fields),
                fields.requiredText("id", ManifestReader::id).orElse(null),
                fields.requiredText("version", ManifestReader::version).orElse(null),
                fields.requiredText("name", words(1, 100)).orElse(null),
                fields.text("description", words(0, 2000)).orElse(""),
                fields.text("publisher", words(0, 100)).orElse(""),
                fields.texts("categories", MAX_CATEGORIES, matching(CATEGORY, "must be a word in lower case")),
                requires.platform(),
                requires.capabilities(),
                requires.extensions(),
                runtime,
                serviceBaseUrl(fields, runtime),
                main(fields, runtime),
                fields.texts("permissions", MAX_ITEMS, matching(PERMISSION, PERMISSION_RULE)),
                fields.texts("egress", MAX_ITEMS, HostPattern::parse),
                Offers.provides(fields),
                Offers.routes(fields),
                JobFields.jobs(fields),
                chatModels(fields, runtime),
                Offers.declares(fields),
                fields.texts("consumesEvents", MAX_ITEMS, TypePattern::parse),
                publishes,
                Offers.events(fields, publishes),
                fields.configSchema("configSchema"),
                fields.text("migrations", matching(FOLDER, "must be a folder like migrations/"))
                        .orElse("migrations/"),
                fields.object("ui", UiFields::ui));
    }

    private static int format(ManifestFields fields) {
        var stated = fields.number("manifest");
        if (stated.isPresent() && stated.get() != FORMAT) {
            fields.fault("manifest", "must be " + FORMAT + ", the only format that this server knows");
        }
        return stated.orElse(0);
    }

    private static String id(String text) {
        if (!ID.matcher(text).matches() || text.contains("--")) {
            throw new IllegalArgumentException(
                    "must be 3 to 40 lower-case letters, digits and single hyphens, beginning with a letter");
        }
        return text;
    }

    static Semver version(String text) {
        var version = text.length() <= 64 ? Semver.parse(text) : null;
        if (version == null
                || !version.getBuild().isEmpty()
                || !version.getVersion().equals(text)) {
            throw new IllegalArgumentException(
                    "must be a semantic version like 1.0.0 or 1.1.0-rc.1, without build metadata");
        }
        return version;
    }

    private static Runtime runtime(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "IN_PROCESS" -> Runtime.IN_PROCESS;
            case "EXTERNAL_SERVICE" -> Runtime.EXTERNAL_SERVICE;
            default -> throw new IllegalArgumentException("must be IN_PROCESS or EXTERNAL_SERVICE");
        };
    }

    private record Requires(
            VersionRange platform, List<RequiredCapability> capabilities, List<RequiredExtension> extensions) {}

    private static Requires requires(ManifestFields requires) {
        var platform = requires.text("platform", VersionRange::parse).orElse(VersionRange.ANY);
        var capabilities = distinct(requires, "capabilities", RequiredCapability::key, capability -> {
            var key = capability.requiredText("key", ManifestReader::capabilityKey);
            var range = capability.text("version", VersionRange::parse).orElse(VersionRange.ANY);
            var optional = capability.flag("optional");
            return key.map(known -> new RequiredCapability(known, range, optional));
        });
        var extensions = distinct(requires, "extensions", RequiredExtension::key, extension -> {
            var key = extension.requiredText("key", ManifestReader::id);
            var range = extension.text("version", VersionRange::parse).orElse(VersionRange.ANY);
            var optional = extension.flag("optional");
            return key.map(known -> new RequiredExtension(known, range, optional));
        });
        return new Requires(platform, capabilities, extensions);
    }

    static <T> List<T> distinct(
            ManifestFields fields, String name, Function<T, String> key, Function<ManifestFields, Optional<T>> reader) {
        var items = fields.objects(name, MAX_CAPABILITIES, reader);
        var seen = new HashSet<String>();
        items.stream().map(key).filter(known -> !seen.add(known)).forEach(twice -> {
            fields.fault(name, "names " + twice + " twice");
        });
        return items;
    }

    static String capabilityKey(String text) {
        return matching(CAPABILITY, "must be a key like directory.contact.create: domain, resource, action")
                .apply(text);
    }

    private static Optional<URI> serviceBaseUrl(ManifestFields fields, Runtime runtime) {
        var url = fields.text("serviceBaseUrl", ManifestReader::httpUrl);
        if (runtime == Runtime.EXTERNAL_SERVICE && fields.isAbsent("serviceBaseUrl")) {
            return fields.fault("serviceBaseUrl", "is required for the runtime EXTERNAL_SERVICE");
        }
        if (runtime == Runtime.IN_PROCESS && url.isPresent()) {
            return fields.fault("serviceBaseUrl", "is for the runtime EXTERNAL_SERVICE only");
        }
        return url;
    }

    private static Optional<String> main(ManifestFields fields, Runtime runtime) {
        var main =
                fields.text("main", matching(CLASS, "must be the name of a class like com.acme.polls.PollsExtension"));
        return main.isPresent() && runtime != Runtime.IN_PROCESS
                ? fields.fault("main", "is for the runtime IN_PROCESS only")
                : main;
    }

    private static List<ChatModelProvider> chatModels(ManifestFields fields, Runtime runtime) {
        var models = Offers.chatModels(fields);
        if (!models.isEmpty() && runtime != Runtime.IN_PROCESS) {
            fields.fault("chatModels", "is for the runtime IN_PROCESS only");
        }
        return models;
    }

    private static URI httpUrl(String text) {
        var rule = "must be an absolute http or https URL without credentials";
        try {
            var url = new URI(text);
            var http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            if (!http || url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
                throw new IllegalArgumentException(rule);
            }
            return url;
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(rule, malformed);
        }
    }

    static Function<String, String> words(int min, int max) {
        return text -> {
            if (text.strip().length() < min || text.length() > max) {
                throw new IllegalArgumentException(
                        "must have " + (min == 0 ? "at most " : min + " to ") + max + " characters");
            }
            return text.strip();
        };
    }

    static Function<String, String> matching(Pattern pattern, String rule) {
        return text -> {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException(rule);
            }
            return text;
        };
    }
}
