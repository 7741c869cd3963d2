package dev.guildhall.core.database;

import dev.guildhall.core.id.WorkspaceId;

/**
 * Which rows a transaction can see: those of one workspace, or those of all. The row-level security policies read it
 * from the setting {@code guildhall.scope}.
 */
public final class Scope {

    /** All workspaces; only for work that is not done on behalf of one, such as dispatching events. */
    public static final Scope PLATFORM = new Scope("platform");

    private final String setting;

    private Scope(String setting) {
        this.setting = setting;
    }

    public static Scope of(WorkspaceId workspace) {
        return new Scope(workspace.toString());
    }

    /** Safe to be written into SQL: a UUID or the word platform. */
    String setting() {
        return setting;
    }

    @Override
    public String toString() {
        return setting;
    }
}
