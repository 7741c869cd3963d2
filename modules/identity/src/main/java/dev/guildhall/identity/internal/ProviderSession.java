package dev.guildhall.identity.internal;

import java.util.Optional;
import java.util.UUID;

/**
 * What a session remembers of the identity provider by which it was opened.
 *
 * @param identity the link between a subject of the provider and the account
 * @param sid what the provider calls its own session
 */
record ProviderSession(UUID identity, Optional<String> sid) {}
