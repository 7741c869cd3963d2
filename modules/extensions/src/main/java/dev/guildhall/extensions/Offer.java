package dev.guildhall.extensions;

import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.ExtensionManifest.ProvidedCapability;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.semver4j.Semver;

/** A capability in one version, with the schemas of what it takes and answers. */
public record Offer(String key, Semver version, Provider provider, JsonObject input, JsonObject output) {

    /** What an extension provides where it is installed. */
    public static List<Offer> of(ExtensionManifest manifest) {
        return of(manifest.id(), manifest.provides());
    }

    /** The same, by its key. */
    public static List<Offer> of(String extensionKey, List<ProvidedCapability> provides) {
        var provider = new Provider(extensionKey);
        return provides.stream()
                .map(one -> new Offer(one.key(), one.version(), provider, one.input(), one.output()))
                .toList();
    }
}
