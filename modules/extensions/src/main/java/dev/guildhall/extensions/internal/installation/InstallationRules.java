package dev.guildhall.extensions.internal.installation;

import org.semver4j.Semver;

/**
 * What this platform demands of every installation.
 *
 * @param platform its version, which the manifest's range must include
 */
public record InstallationRules(Semver platform) {}
