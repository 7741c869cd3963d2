package dev.guildhall.extensions;

import dev.guildhall.core.config.Configuration;
import org.semver4j.Semver;

/**
 * How the extensions module behaves on this node.
 *
 * @param platform the version of the product, which the manifests' ranges must include
 * @param trust which uploaded artifacts are accepted
 * @param maxArtifactBytes how large an uploaded artifact may be
 * @param execution what the code of extensions may take of this process, and which does not run here
 */
public record ExtensionsOptions(
        Semver platform, Configuration.Extensions trust, int maxArtifactBytes, Configuration.Execution execution) {}
