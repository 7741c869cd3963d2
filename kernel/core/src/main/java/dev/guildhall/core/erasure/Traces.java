package dev.guildhall.core.erasure;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What tells of a person or a workspace that is erased.
 *
 * @param addresses all mail addresses that the person has had, which are theirs wherever they stand; none of a workspace
 * @param names all names that the person or the workspace has had, a workspace's keys among them; others may have the same
 */
public record Traces(Kind kind, UUID id, Set<String> addresses, Set<String> names) {

    /** What is erased. */
    public enum Kind {
        USER,
        WORKSPACE
    }

    public Traces {
        addresses = Set.copyOf(addresses);
        names = Set.copyOf(names);
    }

    public Optional<UserId> user() {
        return kind == Kind.USER ? Optional.of(new UserId(id)) : Optional.empty();
    }

    public Optional<WorkspaceId> workspace() {
        return kind == Kind.WORKSPACE ? Optional.of(new WorkspaceId(id)) : Optional.empty();
    }

    public TracePatterns patterns() {
        return TracePatterns.of(this);
    }
}
