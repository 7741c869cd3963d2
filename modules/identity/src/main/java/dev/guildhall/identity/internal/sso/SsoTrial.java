package dev.guildhall.identity.internal.sso;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.identity.SsoConfiguration;
import dev.guildhall.identity.SsoReport;
import dev.guildhall.identity.SsoReport.Aspect;
import dev.guildhall.identity.SsoReport.Check;
import dev.guildhall.identity.internal.sso.ProviderCalls.Fetched;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tries single sign-on as far as that goes without anybody signing in. Whatever the identity provider does is a finding
 * and no failure.
 */
public final class SsoTrial {

    private static final List<String> ENDPOINTS = List.of("authorization_endpoint", "token_endpoint", "jwks_uri");
    private static final int LONGEST_SHOWN = 200;

    private final Vertx vertx;
    private final ProviderCalls calls;
    private final Clock clock;

    public SsoTrial(Vertx vertx, OutboundGuard outbound, Clock clock) {
        this.vertx = vertx;
        this.calls = new ProviderCalls(outbound);
        this.clock = clock;
    }

    public Future<SsoReport> run(SsoConfiguration sso) {
        return switch (sso.provider()) {
            case SAML -> Future.succeededFuture(new SsoReport(SamlTrial.run(sso, clock.instant())));
            case OIDC -> discover(sso).map(SsoReport::new);
        };
    }

    private Future<List<Check>> discover(SsoConfiguration sso) {
        var issuer = sso.issuerUrl().orElseThrow();
        var url = ProviderCalls.discovery(issuer);
        return calls.get(url).compose(fetched -> {
            if (fetched.document().isEmpty()) {
                return Future.succeededFuture(List.of(
                        wrong(Aspect.DISCOVERY, shown(url) + ": " + fetched.fault() + ". Correct the issuer's URL."),
                        client(sso)));
            }
            var document = fetched.document().get();
            var endpoints = endpoints(document);
            var keys = keys(document);
            return Future.all(endpoints, keys)
                    .map(done -> List.of(
                            right(Aspect.DISCOVERY, shown(url) + " describes the provider."),
                            issuer(document, issuer),
                            endpoints.result(),
                            keys.result(),
                            client(sso)));
        });
    }

    private static Check client(SsoConfiguration sso) {
        if (sso.clientId().isEmpty()) {
            return wrong(Aspect.CLIENT, "The id of the client is missing; register one with the identity provider.");
        }
        return right(
                Aspect.CLIENT,
                sso.clientSecret().isPresent()
                        ? "The client has an id and a secret."
                        : "The client has an id and no secret, as a public client.");
    }

    private static Check issuer(JsonObject document, String issuer) {
        var told = text(document, "issuer").orElse("nobody");
        return told.equals(issuer)
                ? right(Aspect.ISSUER, "The provider calls itself as it is configured.")
                : wrong(
                        Aspect.ISSUER,
                        "The provider calls itself " + shown(told) + " and not " + shown(issuer)
                                + "; configure it to the letter.");
    }

    private Future<Check> endpoints(JsonObject document) {
        var faults = ENDPOINTS.stream()
                .map(name -> text(document, name)
                        .map(url -> calls.refusal(url).map(fault -> fault.map(why -> name + ": " + why)))
                        .orElseGet(() -> Future.succeededFuture(Optional.of(name + " is missing"))))
                .toList();
        return Future.all(faults)
                .map(done -> faults.stream()
                        .flatMap(fault -> fault.result().stream())
                        .toList())
                .map(found -> found.isEmpty()
                        ? right(Aspect.ENDPOINTS, "All endpoints are there and can be called.")
                        : wrong(Aspect.ENDPOINTS, String.join("; ", found) + "."));
    }

    private Future<Check> keys(JsonObject document) {
        var url = text(document, "jwks_uri");
        return url.isEmpty()
                ? Future.succeededFuture(wrong(Aspect.KEYS, "There are no keys, for jwks_uri is missing."))
                : calls.get(url.get()).compose(this::keys);
    }

    private Future<Check> keys(Fetched fetched) {
        return fetched.document().isEmpty()
                ? Future.succeededFuture(wrong(Aspect.KEYS, "The keys cannot be read: " + fetched.fault() + "."))
                : vertx.executeBlocking(() -> keys(fetched.document().get().encode()), false);
    }

    private static Check keys(String jwks) {
        List<JWK> keys;
        try {
            keys = JWKSet.parse(jwks).getKeys();
        } catch (ParseException | RuntimeException malformed) {
            // The parser is not written for what strangers send: it has other failures beside its own.
            return wrong(Aspect.KEYS, "What jwks_uri answers is no set of keys.");
        }
        if (keys.stream().anyMatch(JWK::isPrivate)) {
            return wrong(Aspect.KEYS, "The provider publishes a private key, with which anybody can sign; replace it.");
        }
        var signing = keys.stream()
                .filter(key -> key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse()))
                .filter(key -> !KeyType.OCT.equals(key.getKeyType()))
                .count();
        return signing > 0
                ? right(Aspect.KEYS, "There are " + signing + " keys to verify signatures with.")
                : wrong(Aspect.KEYS, "There is no key to verify signatures with.");
    }

    private static Optional<String> text(JsonObject document, String field) {
        return Stream.of(document.getValue(field, ""))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    static Check right(Aspect aspect, String message) {
        return new Check(aspect, true, message);
    }

    static Check wrong(Aspect aspect, String message) {
        return new Check(aspect, false, message);
    }
}
