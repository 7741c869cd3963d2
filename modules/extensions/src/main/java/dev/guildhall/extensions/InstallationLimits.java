package dev.guildhall.extensions;

import dev.guildhall.host.Quotas;

/**
 * What every installation may take.
 *
 * @param callsInFlight calls that have begun and not ended, on each node
 */
public record InstallationLimits(int callsInFlight, Quotas quotas) {}
