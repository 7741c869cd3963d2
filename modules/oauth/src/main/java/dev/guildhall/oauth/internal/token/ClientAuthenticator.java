package dev.guildhall.oauth.internal.token;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ClientNetwork;
import dev.guildhall.core.id.Ids;
import dev.guildhall.oauth.internal.OauthError;
import dev.guildhall.oauth.internal.client.Clients;
import dev.guildhall.oauth.internal.client.OauthClient;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds which application makes a request (RFC 6749, section 2.3): by its secret, in the header or in the form, or a public
 * one by its id alone.
 */
final class ClientAuthenticator {

    private static final String CHALLENGE = "Basic realm=\"guildhall\", charset=\"UTF-8\"";

    private final Clients clients;
    private final ClientLimits limits = new ClientLimits();

    ClientAuthenticator(Clients clients) {
        this.clients = clients;
    }

    /** Who an application says it is, and what it proves that by. */
    private record Claimed(String id, Optional<String> secret) {

        @Override
        public String toString() {
            return "Claimed[" + id + "]";
        }
    }

    /**
     * Fails with {@code OAUTH.INVALID_CLIENT}, the same for one that is not there and for a wrong secret, and with {@code
     * REQUEST.RATE_LIMITED} for who asks too often.
     */
    Future<OauthClient> authenticate(ApiRequest request, Form form) {
        request.challenge(CHALLENGE);
        var claimed = claimed(request, form);
        if (!Ids.isUuid(claimed.id())) {
            return unknown().asFuture();
        }
        var id = UUID.fromString(claimed.id());
        return limits.admit(id, ClientNetwork.of(request.remoteAddress()), () -> find(id, claimed.secret()))
                .map(client -> client.orElseThrow(ClientAuthenticator::unknown));
    }

    private Future<Optional<OauthClient>> find(UUID id, Optional<String> secret) {
        return secret.map(presented -> clients.withSecret(id, presented))
                .orElseGet(() -> clients.find(id).map(client -> client.filter(OauthClient::isPublic)));
    }

    private static Claimed claimed(ApiRequest request, Form form) {
        var header = request.header("Authorization");
        if (header.isEmpty()) {
            return new Claimed(form.find("client_id").orElse(""), form.find("client_secret"));
        }
        if (form.find("client_secret").isPresent()) {
            throw OauthError.INVALID_REQUEST.because(
                    "Send the client's secret in the header Authorization or in the form, and not in both.");
        }
        var basic = basic(header.get());
        if (form.find("client_id").filter(id -> !id.equals(basic.id())).isPresent()) {
            throw OauthError.INVALID_REQUEST.because("client_id is another one than in the header Authorization.");
        }
        return basic;
    }

    private static Claimed basic(String header) {
        try {
            var given = ClientSecretBasic.parse(header);
            return new Claimed(
                    given.getClientID().getValue(),
                    Optional.of(given.getClientSecret().getValue()));
        } catch (ParseException | IllegalArgumentException malformed) {
            throw unknown();
        }
    }

    private static Problem unknown() {
        return OauthError.INVALID_CLIENT.because(
                "The client is not known, or its secret is not right; a confidential one sends its secret by HTTP Basic"
                        + " or as client_secret, a public one its client_id alone.");
    }
}
