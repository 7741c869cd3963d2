package dev.guildhall.extensions;

import dev.guildhall.core.config.Configuration;
import java.nio.file.Path;
import org.semver4j.Semver;

/**
 * How the extensions module behaves on this node.
 *
 * @param platform the version of the product, which the manifests' ranges must include
 * @param trust which uploaded artifacts are accepted
 * @param maxArtifactBytes how large an uploaded artifact may be
 * @param artifacts a folder where artifacts are put while they are loaded; for this process alone, and emptied by it
 * @param execution what the code of extensions may take of this process, and which does not run here
 */
public record ExtensionsOptions(
        Semver platform,
        Configuration.Extensions trust,
        int maxArtifactBytes,
        Path artifacts,
        Configuration.Execution execution) {}
