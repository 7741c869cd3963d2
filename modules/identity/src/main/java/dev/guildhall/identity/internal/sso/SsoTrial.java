package dev.guildhall.identity.internal.sso;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.outbound.GuardedRequest;
import dev.guildhall.core.outbound.GuardedResponse;
import dev.guildhall.core.outbound.OutboundException;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.identity.SsoCertificate;
import dev.guildhall.identity.SsoConfiguration;
import dev.guildhall.identity.SsoReport;
import dev.guildhall.identity.SsoReport.Aspect;
import dev.guildhall.identity.SsoReport.Check;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tries single sign-on as far as that goes without anybody signing in. Whatever the identity provider does is a finding
 * and no failure.
 */
public final class SsoTrial {

    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final List<String> ENDPOINTS = List.of("authorization_endpoint", "token_endpoint", "jwks_uri");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LARGEST = 256 * 1024;
    private static final int LONGEST_SHOWN = 200;

    private final Vertx vertx;
    private final OutboundGuard outbound;
    private final Clock clock;

    public SsoTrial(Vertx vertx, OutboundGuard outbound, Clock clock) {
        this.vertx = vertx;
        this.outbound = outbound;
        this.clock = clock;
    }

    public Future<SsoReport> run(SsoConfiguration sso) {
        return switch (sso.provider()) {
            case SAML -> Future.succeededFuture(new SsoReport(List.of(entity(sso), certificates(sso))));
            case OIDC -> discover(sso).map(SsoReport::new);
        };
    }

    private static Check entity(SsoConfiguration sso) {
        return right(
                Aspect.ENTITY_ID,
                "Answers are taken from " + shown(sso.entityId().orElseThrow()) + " only.");
    }

    private Check certificates(SsoConfiguration sso) {
        var now = clock.instant();
        var each = sso.certificates().stream()
                .map(certificate -> describe(certificate, now))
                .collect(Collectors.joining("; "));
        return sso.certificates().stream().anyMatch(certificate -> certificate.isValid(now))
                ? right(Aspect.CERTIFICATE, each + ".")
                : wrong(
                        Aspect.CERTIFICATE,
                        "None is valid now: " + each + ". Take the identity provider's current one.");
    }

    private static String describe(SsoCertificate certificate, Instant now) {
        var name = shown(certificate.subject());
        if (now.isBefore(certificate.validFrom())) {
            return name + " is not valid before " + certificate.validFrom();
        }
        return name + (certificate.isValid(now) ? " is valid until " : " expired at ") + certificate.expiresAt();
    }

    private Future<List<Check>> discover(SsoConfiguration sso) {
        var issuer = sso.issuerUrl().orElseThrow();
        var url = (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer) + DISCOVERY;
        return fetch(url).compose(fetched -> {
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
                        .map(url -> allowed(url).map(fault -> fault.map(why -> name + ": " + why)))
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

    /** Why the URL may not be called. */
    private Future<Optional<String>> allowed(String url) {
        return outbound.check("url", url)
                .map(Optional.<String>empty())
                .recover(failure -> fault(failure).map(Optional::of));
    }

    private Future<Check> keys(JsonObject document) {
        var url = text(document, "jwks_uri");
        return url.isEmpty()
                ? Future.succeededFuture(wrong(Aspect.KEYS, "There are no keys, for jwks_uri is missing."))
                : fetch(url.get()).compose(this::keys);
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

    /** @param fault why there is no document */
    private record Fetched(Optional<JsonObject> document, String fault) {

        static Fetched not(String fault) {
            return new Fetched(Optional.empty(), fault);
        }
    }

    private Future<Fetched> fetch(String url) {
        return outbound.check("url", url)
                .compose(callable -> outbound.send(request(callable)))
                .map(SsoTrial::read)
                .recover(failure -> fault(failure).map(Fetched::not));
    }

    private static GuardedRequest request(URI url) {
        return new GuardedRequest(HttpMethod.GET, url, Map.of("accept", "application/json"), null, PATIENCE);
    }

    private static Fetched read(GuardedResponse answer) {
        if (answer.status() != 200) {
            return Fetched.not("the answer has the status " + answer.status());
        }
        if (answer.body().length() > LARGEST) {
            return Fetched.not("the answer is larger than " + LARGEST + " bytes");
        }
        try {
            return Json.decodeValue(answer.body()) instanceof JsonObject document
                    ? new Fetched(Optional.of(document), null)
                    : Fetched.not("the answer is no JSON object");
        } catch (DecodeException malformed) {
            return Fetched.not("the answer is no JSON");
        }
    }

    /** What was wrong outside; anything else is a fault of our own. */
    private static Future<String> fault(Throwable failure) {
        return failure instanceof Problem || failure instanceof OutboundException
                ? Future.succeededFuture(failure.getMessage())
                : Future.failedFuture(failure);
    }

    private static Optional<String> text(JsonObject document, String field) {
        return Stream.of(document.getValue(field, ""))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    private static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    private static Check right(Aspect aspect, String message) {
        return new Check(aspect, true, message);
    }

    private static Check wrong(Aspect aspect, String message) {
        return new Check(aspect, false, message);
    }
}
