package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.events.DurableSubscribers;
import dev.guildhall.extensions.CapabilityCatalogue;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.tenancy.Workspaces;
import java.time.Clock;
import java.util.function.Supplier;

/** What those who change installations work with. */
public record InstallationParts(
        Database database,
        Workspaces workspaces,
        Catalogue catalogue,
        Supplier<CapabilityCatalogue> capabilities,
        Consequences consequences,
        DurableSubscribers subscribers,
        InstalledView view,
        Engine engine,
        ExtensionSchemas schemas,
        InstallationRules rules,
        SecretBox secrets,
        Clock clock) {}
