package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.id.OrganizationId;
import java.time.Instant;

/**
 * A sign-in that a browser began and that its provider is to answer.
 *
 * @param revision that of the configuration it was begun with; with another, it is not finished
 * @param returnTo the path that the browser goes to when it is signed in
 */
record SsoAttempt(
        byte[] stateHash,
        byte[] browserHash,
        OrganizationId organization,
        long revision,
        String returnTo,
        Instant expiresAt) {}
