package dev.guildhall.tenancy.internal;

import dev.guildhall.core.security.Principal;
import dev.guildhall.tenancy.Organization;

/** An organization that is being deleted, and who wanted that. */
public record DeletedOrganization(Organization organization, Principal by) {}
