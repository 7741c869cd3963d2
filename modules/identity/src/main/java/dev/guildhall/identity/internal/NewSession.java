package dev.guildhall.identity.internal;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.internal.Session.Minted;
import dev.guildhall.identity.internal.factor.SessionProof;
import dev.guildhall.identity.internal.factor.SignInMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A session about to be opened, with the secrets its client gets.
 *
 * @param cookie empty for an app's, for no browser keeps it
 * @param provider by which the user signed in; empty when it was a password, or nobody did
 * @param methods by which the user proved who they are; none when an app asked
 */
record NewSession(
        UUID id,
        UserId user,
        Optional<ClientSecret> cookie,
        ClientSecret refreshToken,
        Client client,
        Optional<OrganizationId> organization,
        Optional<Minted> minted,
        Optional<ProviderSession> provider,
        List<SignInMethod> methods,
        Instant createdAt,
        Instant expiresAt) {

    static final String SESSION_PREFIX = "ghl_ses_";
    static final String REFRESH_PREFIX = "ghl_ref_";

    static NewSession of(
            UserId user,
            Client client,
            Optional<OrganizationId> organization,
            List<SignInMethod> methods,
            Instant now,
            Duration life) {
        var cookie = Optional.of(ClientSecret.next(SESSION_PREFIX));
        return of(user, cookie, client, organization, Optional.empty(), methods, now, life);
    }

    NewSession by(ProviderSession other) {
        return new NewSession(
                id,
                user,
                cookie,
                refreshToken,
                client,
                organization,
                minted,
                Optional.of(other),
                methods,
                createdAt,
                expiresAt);
    }

    static NewSession minted(
            UserId user,
            Client client,
            Optional<OrganizationId> organization,
            Minted minted,
            Instant now,
            Duration life) {
        return of(user, Optional.empty(), client, organization, Optional.of(minted), List.of(), now, life);
    }

    private static NewSession of(
            UserId user,
            Optional<ClientSecret> cookie,
            Client client,
            Optional<OrganizationId> organization,
            Optional<Minted> minted,
            List<SignInMethod> methods,
            Instant now,
            Duration life) {
        var refreshToken = ClientSecret.next(REFRESH_PREFIX);
        return new NewSession(
                Ids.next(),
                user,
                cookie,
                refreshToken,
                client,
                organization,
                minted,
                Optional.empty(),
                methods,
                now,
                now.plus(life));
    }

    Session session() {
        return new Session(id, user, organization, minted, proof(), expiresAt, false);
    }

    private Optional<SessionProof> proof() {
        return minted.isPresent() ? Optional.empty() : Optional.of(new SessionProof(createdAt, methods));
    }
}
