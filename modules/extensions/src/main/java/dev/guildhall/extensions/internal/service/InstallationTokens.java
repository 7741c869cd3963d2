package dev.guildhall.extensions.internal.service;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.Scopes;
import dev.guildhall.core.security.TokenAuthenticator;
import dev.guildhall.events.WebhookSecret;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.internal.installation.InstallationCache;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.host.ExtensionManifest.Runtime;
import dev.guildhall.membership.Permissions;
import io.vertx.core.Future;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Lets extensions that run elsewhere call back: each by a token for the workspace of one installation, with the
 * permissions that were granted there. A token is a JWT (HS256) under the secret of its installation, so the service can
 * make its own; it is good for an hour at most, and as long as the installation is active.
 */
public final class InstallationTokens implements TokenAuthenticator {

    static final String PREFIX = "ghx_";

    private static final Duration LIFETIME = Duration.ofHours(1);
    /** Clocks of services may be ahead. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final int LONGEST = 1_000;

    private final InstallationCache installations;
    private final Catalogue catalogue;
    private final SecretBox secrets;
    private final Clock clock;

    public InstallationTokens(InstallationCache installations, Catalogue catalogue, SecretBox secrets, Clock clock) {
        this.installations = installations;
        this.catalogue = catalogue;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** What a token says; its installation's secret is yet to prove that. */
    private record Claims(
            SignedJWT token, WorkspaceId workspace, String extension, UUID installation, Instant expiresAt) {}

    /** The secret that the installation shares with its service, as webhooks are signed with it. */
    String secret(StoredInstallation stored) {
        return secret(stored, stored.service().number());
    }

    /** Those that requests to the service are signed with: for a while after it was replaced, the former one too. */
    List<String> signing(StoredInstallation stored) {
        return stored.service().signing(clock.instant()).stream()
                .map(number -> secret(stored, number))
                .toList();
    }

    private String secret(StoredInstallation stored, int number) {
        return WebhookSecret.of(key(stored.installation().id(), number)).reveal();
    }

    private byte[] key(UUID installation, int number) {
        return secrets.derive("installation/" + installation + (number == 0 ? "" : "/" + number));
    }

    /** A new token for the installation. */
    String mint(StoredInstallation stored) {
        var installation = stored.installation();
        var claims = new JWTClaimsSet.Builder()
                .issuer(installation.extensionKey())
                .subject(installation.workspace().toString())
                .jwtID(installation.id().toString())
                .expirationTime(Date.from(clock.instant().plus(LIFETIME)))
                .build();
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(new MACSigner(key(installation.id(), stored.service().number())));
        } catch (JOSEException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
        return PREFIX + token.serialize();
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public Future<Optional<Authentication>> authenticate(String token, Origin origin) {
        return claims(token)
                .map(claims -> installations
                        .find(claims.workspace(), claims.extension())
                        .compose(found -> found.filter(present -> isProven(claims, present))
                                .map(StoredInstallation::installation)
                                .filter(Installation::isActive)
                                .map(present -> authentication(present, claims, origin))
                                .orElseGet(() -> Future.succeededFuture(Optional.empty()))))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private Future<Optional<Authentication>> authentication(Installation installation, Claims claims, Origin origin) {
        return catalogue
                .manifest(installation.extensionKey(), installation.version())
                .map(manifest -> Optional.of(manifest)
                        .filter(runs -> runs.runtime() == Runtime.EXTERNAL_SERVICE)
                        .map(runs -> new Authentication(
                                new Principal.Extension(installation.extensionKey()),
                                null,
                                Set.of(),
                                new Credential(
                                        Credential.Kind.INSTALLATION_TOKEN,
                                        installation.id(),
                                        Optional.of(Scopes.of(granted(installation))),
                                        Optional.of(installation.workspace()),
                                        claims.expiresAt()),
                                origin)));
    }

    private static Set<Permission> granted(Installation installation) {
        return installation.grantedPermissions().stream()
                .flatMap(name -> Permissions.named(name).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean isProven(Claims claims, StoredInstallation present) {
        var installation = present.installation().id();
        try {
            return installation.equals(claims.installation())
                    && claims.token()
                            .verify(new MACVerifier(
                                    key(installation, present.service().number())));
        } catch (JOSEException unverifiable) {
            return false;
        }
    }

    /** What a token says; empty for one that is malformed, expired, or good for too long. */
    private Optional<Claims> claims(String token) {
        if (token.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            var jwt = SignedJWT.parse(token.substring(PREFIX.length()));
            var told = jwt.getJWTClaimsSet();
            var installation = UUID.fromString(told.getJWTID());
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())) {
                return Optional.empty();
            }
            var expiresAt = told.getExpirationTime().toInstant();
            var now = clock.instant();
            return expiresAt.isAfter(now)
                            && !expiresAt.isAfter(now.plus(LIFETIME).plus(SKEW))
                    ? Optional.of(new Claims(
                            jwt,
                            new WorkspaceId(UUID.fromString(told.getSubject())),
                            told.getIssuer(),
                            installation,
                            expiresAt))
                    : Optional.empty();
        } catch (ParseException | IllegalArgumentException | NullPointerException malformed) {
            return Optional.empty(); // the latter two for claims that are missing or are no ids
        }
    }
}
