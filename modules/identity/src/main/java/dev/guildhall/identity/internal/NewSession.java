package dev.guildhall.identity.internal;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A session about to be opened, with the secrets its client gets. */
record NewSession(
        UUID id,
        UserId user,
        ClientSecret cookie,
        ClientSecret refreshToken,
        Client client,
        Instant createdAt,
        Instant expiresAt) {

    static final String SESSION_PREFIX = "ghl_ses_";
    static final String REFRESH_PREFIX = "ghl_ref_";

    static NewSession of(UserId user, Client client, Instant now, Duration life) {
        return new NewSession(
                Ids.next(),
                user,
                ClientSecret.next(SESSION_PREFIX),
                ClientSecret.next(REFRESH_PREFIX),
                client,
                now,
                now.plus(life));
    }

    Session session() {
        return new Session(id, user, expiresAt, false);
    }
}
