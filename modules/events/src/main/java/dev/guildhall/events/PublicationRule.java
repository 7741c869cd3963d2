package dev.guildhall.events;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import io.vertx.core.Future;
import java.util.List;

/** What a module has to say when somebody wants to publish events of their own. */
public interface PublicationRule {

    /** Fails when they may not; what is counted is counted then. */
    Future<Void> allow(Authentication by, WorkspaceId workspace, List<NewEvent> events);
}
