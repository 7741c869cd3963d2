package dev.guildhall.extensions.internal.service;

import dev.guildhall.extensions.ServiceClient;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.spi.WorkspaceExtension;
import java.net.URI;

/** Makes what stands in for extensions that run elsewhere. */
public final class StandIns {

    private final ServiceClient services;
    private final InstallationTokens tokens;
    private final URI api;

    /** @param api where services find the platform */
    public StandIns(ServiceClient services, InstallationTokens tokens, URI api) {
        this.services = services;
        this.tokens = tokens;
        this.api = api;
    }

    public WorkspaceExtension of(StoredInstallation stored, ExtensionManifest manifest) {
        return new StandIn(services, tokens, api, stored, manifest);
    }
}
