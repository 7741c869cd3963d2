package dev.guildhall.extensions;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.List;
import org.semver4j.Semver;

/** What can be called in a workspace, for those who have to know before they install or remove something. */
public interface CapabilityCatalogue {

    /** A capability in one version; the provider is an extension's key, or null for one outside of this process. */
    record Offer(String key, Semver version, String provider) {}

    /** Everything that is registered in the workspace at this point of the transaction. */
    Future<List<Offer>> offers(Tx tx, WorkspaceId workspace);
}
