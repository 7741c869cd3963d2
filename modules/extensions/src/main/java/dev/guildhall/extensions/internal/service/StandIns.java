package dev.guildhall.extensions.internal.service;

import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.ServiceClient;
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

    public WorkspaceExtension of(Installation installation, ExtensionManifest manifest) {
        return new StandIn(services, tokens, api, installation, manifest);
    }
}
