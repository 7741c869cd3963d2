package dev.guildhall.identity.internal.sso;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.internal.sso.ProviderCalls.Fetched;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity providers of organizations, remembered for a while. One that could not be asked is left alone for a moment,
 * and asked for keys it did not have once a minute at most. Safe for all event loops.
 */
final class IdentityProviders {

    private static final Logger LOG = LoggerFactory.getLogger(IdentityProviders.class);

    private static final int MOST_REMEMBERED = 500;
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_REFETCHES = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final ProviderCalls calls;
    private final Clock clock;
    private final Cache<String, Entry> known =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    IdentityProviders(Vertx vertx, OutboundGuard outbound, Clock clock) {
        this.vertx = vertx;
        this.calls = new ProviderCalls(outbound);
        this.clock = clock;
    }

    /** @param refetchedAt when it was last asked because of a key it did not have */
    private record Entry(Future<KnownProvider> provider, Instant askedAt, Instant refetchedAt) {

        boolean isOver(Instant now) {
            return !now.isBefore(askedAt.plus(provider.failed() ? LEFT_ALONE : REMEMBERED));
        }

        boolean mayRefetch(Instant now) {
            return !now.isBefore(refetchedAt.plus(BETWEEN_REFETCHES));
        }
    }

    /** Fails with {@code AUTH.SSO_PROVIDER_FAILED}. */
    Future<KnownProvider> of(String issuer) {
        var now = clock.instant();
        return here(known.asMap()
                .compute(
                        issuer,
                        (key, entry) -> entry == null || entry.isOver(now)
                                ? new Entry(ask(issuer), now, entry == null ? Instant.MIN : entry.refetchedAt())
                                : entry)
                .provider());
    }

    /** The same, which is asked anew when it has no such key as far as is known. */
    Future<KnownProvider> withKey(String issuer, String keyId) {
        return of(issuer)
                .compose(provider ->
                        provider.hasKey(keyId) ? Future.succeededFuture(provider) : here(refetched(issuer)));
    }

    private Future<KnownProvider> refetched(String issuer) {
        var now = clock.instant();
        return known.asMap()
                .compute(
                        issuer,
                        (key, entry) ->
                                entry == null || entry.mayRefetch(now) ? new Entry(ask(issuer), now, now) : entry)
                .provider();
    }

    // What one event loop asked for is waited for by others.
    private <T> Future<T> here(Future<T> shared) {
        return shared.isComplete()
                ? shared
                : Future.fromCompletionStage(shared.toCompletionStage(), vertx.getOrCreateContext());
    }

    private Future<KnownProvider> ask(String issuer) {
        return calls.get(ProviderCalls.discovery(issuer))
                .compose(described -> metadata(issuer, described))
                .compose(metadata -> requireCallable(issuer, metadata.getAuthorizationEndpointURI())
                        .compose(callable -> calls.get(text(metadata.getJWKSetURI())))
                        .compose(fetched -> keys(issuer, fetched))
                        .map(keys -> new KnownProvider(metadata, keys)));
    }

    private Future<OIDCProviderMetadata> metadata(String issuer, Fetched described) {
        if (described.document().isEmpty()) {
            return failed(issuer, described.fault()).asFuture();
        }
        return vertx.executeBlocking(() -> parsed(issuer, described.document().get()), false);
    }

    private static OIDCProviderMetadata parsed(String issuer, JsonObject document) {
        OIDCProviderMetadata metadata;
        try {
            metadata = OIDCProviderMetadata.parse(document.encode());
        } catch (ParseException | RuntimeException malformed) {
            // The parser is not written for what strangers send: it has other failures beside its own.
            throw failed(issuer, "its description cannot be read: " + malformed.getMessage());
        }
        if (!issuer.equals(text(metadata.getIssuer()))) {
            throw failed(issuer, "it calls itself " + text(metadata.getIssuer()));
        }
        if (Stream.of(metadata.getAuthorizationEndpointURI(), metadata.getTokenEndpointURI(), metadata.getJWKSetURI())
                .anyMatch(endpoint -> endpoint == null)) {
            throw failed(issuer, "it has no endpoint to sign in at, for tokens, or for keys");
        }
        return metadata;
    }

    private Future<Void> requireCallable(String issuer, URI endpoint) {
        return calls.refusal(text(endpoint)).map(refusal -> {
            refusal.ifPresent(why -> {
                throw failed(issuer, "its authorization_endpoint: " + why);
            });
            return null;
        });
    }

    private Future<JWKSet> keys(String issuer, Fetched fetched) {
        if (fetched.document().isEmpty()) {
            return failed(issuer, "its keys: " + fetched.fault()).asFuture();
        }
        var text = fetched.document().get().encode();
        return vertx.executeBlocking(
                () -> {
                    try {
                        return JWKSet.parse(text).toPublicJWKSet();
                    } catch (java.text.ParseException | RuntimeException malformed) {
                        throw failed(issuer, "its keys cannot be read");
                    }
                },
                false);
    }

    private static String text(Object value) {
        return Optional.ofNullable(value).map(Object::toString).orElse("");
    }

    // Whoever signs in is told no more, for what is wrong is for who configures it to find out.
    static Problem failed(String issuer, String why) {
        LOG.info("The identity provider {} cannot be used: {}", issuer, why);
        return IdentityError.AUTH_SSO_PROVIDER_FAILED.because(
                "The identity provider of the organization does not answer as it must; try again later, or ask an"
                        + " administrator of the organization to test its single sign-on.");
    }
}
