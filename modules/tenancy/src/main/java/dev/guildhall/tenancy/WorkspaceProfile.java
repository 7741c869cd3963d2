package dev.guildhall.tenancy;

import java.util.Optional;

/**
 * A workspace with who made it.
 *
 * @param creator empty once that account is gone, and for what no user made
 */
public record WorkspaceProfile(Workspace workspace, Optional<Creator> creator) {

    /** Whose account it is, for display. */
    public record Creator(String fullName, String email) {}
}
