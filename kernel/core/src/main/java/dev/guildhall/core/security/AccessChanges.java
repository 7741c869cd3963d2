package dev.guildhall.core.security;

import dev.guildhall.core.event.EventFeed.Registration;
import dev.guildhall.core.id.Tenant;

/**
 * Tells whoever goes on serving somebody, such as by an open stream, that what they may do may have changed. Implemented
 * by the membership module, as the {@link Authorizer} is.
 */
public interface AccessChanges {

    /**
     * Calls back after each change of what decides on the principal's access to the tenant, made on any node: of their
     * membership, their role, their account, their sessions, or the tenant. Whether they lost something is for the
     * gate to say when it is asked again, which knows of the change a moment later. Called on any thread; must not block.
     */
    Registration listen(Principal principal, Tenant tenant, Runnable changed);
}
