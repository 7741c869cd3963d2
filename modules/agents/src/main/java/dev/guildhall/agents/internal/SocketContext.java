package dev.guildhall.agents.internal;

import dev.guildhall.agents.AgentRuns;
import dev.guildhall.agents.AgentSessions;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.identity.Users;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;

/** What sockets need of everything else. */
public record SocketContext(
        Vertx vertx,
        Database database,
        Authorizer authorizer,
        AccessChanges changes,
        Users users,
        UserWorkspaces workspaces,
        AgentSessions sessions,
        AgentRuns runs,
        LiveSessions live,
        RemoteAnswers remote,
        Presence presence,
        FollowerPlaces places) {

    /** The workspace that a user means who names none: their default one, or else the only one they belong to. */
    Future<Optional<WorkspaceId>> defaultOf(UserId user) {
        return users.defaultWorkspace(user)
                .compose(chosen -> chosen.isPresent()
                        ? Future.succeededFuture(chosen)
                        : workspaces
                                .of(user)
                                .map(all -> all.size() == 1
                                        ? Optional.of(all.get(0).id())
                                        : Optional.<WorkspaceId>empty()));
    }
}
