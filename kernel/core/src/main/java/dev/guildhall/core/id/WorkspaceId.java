package dev.guildhall.core.id;

import java.util.UUID;

/** Identifies a workspace: a UUIDv7. */
public record WorkspaceId(UUID value) implements Tenant {

    /** Fails with a {@code REQUEST.INVALID} problem naming {@code field} when the text is no UUID. */
    public static WorkspaceId parse(String field, String text) {
        return new WorkspaceId(Ids.parse(field, text));
    }

    @Override
    public Kind kind() {
        return Kind.WORKSPACE;
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
