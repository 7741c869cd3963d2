package dev.guildhall.tenancy;

import dev.guildhall.core.security.Actor;
import io.vertx.core.Future;

/** Workspaces that people make for themselves, as many as the platform lets one own. */
public final class SelfService {

    private final Workspaces workspaces;
    private final int limit;

    /** @param limit how many workspaces one may own and have made this way; 0 switches it off */
    public SelfService(Workspaces workspaces, int limit) {
        this.workspaces = workspaces;
        this.limit = limit;
    }

    /** Fails with {@code WORKSPACE.ALREADY_OWNS_WORKSPACE} at the limit. */
    public Future<Workspace> create(Actor founder, NewWorkspace request) {
        return workspaces.create(founder, request.ownedAtMost(limit));
    }
}
