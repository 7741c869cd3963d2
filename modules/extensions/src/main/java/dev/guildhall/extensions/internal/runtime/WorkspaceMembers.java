package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.list.PageQuery;
import dev.guildhall.list.PageRequest;
import dev.guildhall.spi.Member;
import dev.guildhall.spi.Members;
import dev.guildhall.spi.Page;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The members of one workspace, as extensions see them. */
record WorkspaceMembers(dev.guildhall.membership.Members members, WorkspaceId workspace) implements Members {

    private record Seen(String userId, String email, String fullName, String role, Instant joinedAt)
            implements Member {}

    private record SeenPage(List<Member> items, Optional<String> nextPageToken) implements Page<Member> {}

    @Override
    public Future<Page<Member>> list(int limit, String pageToken) {
        var query = new PageQuery(Integer.toString(limit), pageToken, null, "joinedAt", PageQuery.Names.CAMEL_CASE);
        return members.list(workspace, PageRequest.of(dev.guildhall.membership.Members.LIST, query))
                .map(page -> new SeenPage(
                        page.items().stream().map(WorkspaceMembers::seen).toList(), page.nextPageToken()));
    }

    @Override
    public Future<Optional<Member>> get(String userId) {
        UUID id;
        try {
            id = UUID.fromString(userId);
        } catch (IllegalArgumentException | NullPointerException noId) {
            return Future.succeededFuture(Optional.empty());
        }
        return members.find(workspace, new UserId(id)).map(found -> found.map(WorkspaceMembers::seen));
    }

    private static Member seen(dev.guildhall.membership.Member member) {
        return new Seen(
                member.user().toString(),
                member.email(),
                member.fullName(),
                member.role().name(),
                member.joinedAt());
    }
}
