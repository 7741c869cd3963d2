package dev.guildhall.membership.internal.organization;

import dev.guildhall.membership.OrganizationRole;
import java.util.Optional;

/** What a member of an organization is, be it that they have nothing of it while they are suspended. */
public record HeldSeat(OrganizationRole role, boolean suspended) {

    public Optional<OrganizationRole> effective() {
        return suspended ? Optional.empty() : Optional.of(role);
    }
}
