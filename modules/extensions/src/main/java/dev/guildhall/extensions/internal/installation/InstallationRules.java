package dev.guildhall.extensions.internal.installation;

import org.semver4j.Semver;

/**
 * What this platform demands of every installation.
 *
 * @param platform its version, which the manifest's range must include
 * @param signaturesRequired whether only artifacts that a trusted key signed are installed
 */
public record InstallationRules(Semver platform, boolean signaturesRequired) {}
