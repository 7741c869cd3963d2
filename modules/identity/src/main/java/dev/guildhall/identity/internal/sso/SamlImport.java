package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.identity.SsoCertificate;
import dev.guildhall.identity.internal.saml.SamlMetadata;
import dev.guildhall.identity.internal.saml.SamlMetadata.Unusable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Takes the fields of a SAML provider from its metadata, given as text or by its address: {@code entityId}, {@code
 * singleSignOnUrl}, those of its certificates that have not expired, and whether it wants requests signed. The metadata itself
 * is not kept.
 */
public final class SamlImport {

    private static final String TEXT = "metadata";
    private static final String ADDRESS = "metadataUrl";

    private final Vertx vertx;
    private final ProviderCalls calls;
    private final Clock clock;

    public SamlImport(Vertx vertx, OutboundGuard outbound, Clock clock) {
        this.vertx = vertx;
        this.calls = new ProviderCalls(outbound);
        this.clock = clock;
    }

    /**
     * The body with the fields that its metadata says; the same when it has none.
     *
     * @param called what the client calls each of the fields
     */
    public Future<JsonObject> filled(JsonObject body, UnaryOperator<String> called) {
        var text = given(body, called.apply(TEXT));
        var address = given(body, called.apply(ADDRESS));
        if (text.isEmpty() && address.isEmpty()) {
            return Future.succeededFuture(body);
        }
        var field = called.apply(text.isPresent() ? TEXT : ADDRESS);
        requireAlone(body, field, text.isPresent() && address.isPresent(), called);
        var xml = text.map(Future::succeededFuture)
                .orElseGet(() -> calls.text(field, address.orElseThrow())
                        .compose(fetched -> fetched.text()
                                .map(Future::succeededFuture)
                                .orElseGet(
                                        () -> unusable(field, fetched.fault()).asFuture())));
        return xml.compose(read -> vertx.executeBlocking(() -> filled(body, field, read, called), false));
    }

    private static Optional<String> given(JsonObject body, String field) {
        return Optional.ofNullable(body.getValue(field))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    private static void requireAlone(JsonObject body, String field, boolean both, UnaryOperator<String> called) {
        var beside = Stream.of("entityId", "singleSignOnUrl", "certificate")
                .map(called)
                .filter(body::containsKey)
                .toList();
        if (both || !beside.isEmpty()) {
            throw CommonError.REQUEST_INVALID.onField(
                    field,
                    field + " says what " + (both ? called.apply(ADDRESS) : String.join(", ", beside))
                            + " would say; send one of them");
        }
    }

    private JsonObject filled(JsonObject body, String field, String xml, UnaryOperator<String> called) {
        try {
            var metadata = SamlMetadata.parse(xml, clock.instant());
            var filled = body.copy()
                    .put(called.apply("entityId"), metadata.entityId())
                    .put(called.apply("singleSignOnUrl"), metadata.singleSignOnUrl())
                    .put(called.apply("certificate"), certificates(metadata));
            return metadata.wantsSignedRequests() ? filled.put(called.apply("signRequests"), true) : filled;
        } catch (Unusable unusable) {
            throw unusable(field, unusable.getMessage());
        }
    }

    private String certificates(SamlMetadata metadata) {
        var now = clock.instant();
        var current = metadata.certificates().stream()
                .map(encoded -> SsoCertificate.ofBase64(encoded)
                        .orElseThrow(() -> new Unusable("it has a certificate that cannot be read")))
                .filter(certificate -> !certificate.expiresAt().isBefore(now))
                .toList();
        if (current.isEmpty()) {
            throw new Unusable("all of its certificates have expired");
        }
        return SsoCertificate.pem(current);
    }

    private static Problem unusable(String field, String why) {
        return CommonError.REQUEST_INVALID.onField(field, field + " cannot be used: " + why);
    }
}
