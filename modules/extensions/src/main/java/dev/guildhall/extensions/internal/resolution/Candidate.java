package dev.guildhall.extensions.internal.resolution;

import dev.guildhall.host.ExtensionManifest.ProvidedCapability;
import dev.guildhall.host.ExtensionManifest.RequiredCapability;
import dev.guildhall.host.ExtensionManifest.RequiredExtension;
import java.util.List;
import org.semver4j.Semver;

/** A version of an extension that may be chosen, with what counts for the choice. */
public record Candidate(
        String key,
        Semver version,
        List<RequiredExtension> extensions,
        List<RequiredCapability> capabilities,
        List<ProvidedCapability> provides) {

    String label() {
        return key + " " + version;
    }
}
