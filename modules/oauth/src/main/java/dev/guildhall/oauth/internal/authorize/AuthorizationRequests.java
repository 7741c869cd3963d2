package dev.guildhall.oauth.internal.authorize;

import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.oauth.internal.Issuer;
import dev.guildhall.oauth.internal.OauthAdapter;
import dev.guildhall.oauth.internal.OauthError;
import dev.guildhall.oauth.internal.RequestedScopes;
import dev.guildhall.oauth.internal.client.Clients;
import dev.guildhall.oauth.internal.client.GrantType;
import dev.guildhall.oauth.internal.client.OauthClient;
import dev.guildhall.oauth.internal.client.RedirectUri;
import io.vertx.core.Future;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Reads what applications ask of browsers. As long as it is not known that an application is registered with the place to
 * which the browser is to go back, it goes nowhere.
 */
final class AuthorizationRequests {

    static final int LONGEST = 8_000;

    private static final int LONGEST_STATE = 2_000;
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Clients clients;
    private final Issuer issuer;

    AuthorizationRequests(Clients clients, Issuer issuer) {
        this.clients = clients;
        this.issuer = issuer;
    }

    /** What a request is found to be. */
    sealed interface Found {

        record Sound(Asked asked) implements Found {}

        /** The application is told what is wrong by the browser's going back to it. */
        record Faulty(URI backTo) implements Found {}
    }

    /** Fails with {@code OAUTH.REQUEST_NOT_SOUND} where the browser cannot be sent back. */
    Future<Found> read(String query) {
        if (query.length() > LONGEST) {
            return notSound("The address is longer than " + LONGEST + " characters.")
                    .asFuture();
        }
        var parameters = URLUtils.parseParameters(query);
        return clientId(parameters)
                .map(id -> clients.find(id)
                        .map(found -> found.orElseThrow(AuthorizationRequests::unknownClient))
                        .map(client -> read(client, parameters)))
                .orElseGet(() -> unknownClient().asFuture());
    }

    private static Optional<UUID> clientId(Map<String, List<String>> parameters) {
        return only(parameters, "client_id").filter(Ids::isUuid).map(UUID::fromString);
    }

    private static Optional<String> only(Map<String, List<String>> parameters, String name) {
        var values = parameters.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    private Found read(OauthClient client, Map<String, List<String>> parameters) {
        var redirect = redirect(client, parameters);
        var state = only(parameters, "state").filter(given -> !given.isBlank()).map(State::new);
        try {
            return new Found.Sound(sound(client, redirect, AuthorizationRequest.parse(parameters)));
        } catch (ParseException malformed) {
            var error = malformed.getErrorObject() == null ? OAuth2Error.INVALID_REQUEST : malformed.getErrorObject();
            return faulty(redirect, state, error.getCode(), malformed.getMessage());
        } catch (IllegalArgumentException malformed) {
            return faulty(redirect, state, OAuth2Error.INVALID_REQUEST.getCode(), "A parameter is malformed.");
        } catch (Problem fault) {
            return faulty(redirect, state, OauthAdapter.word(fault.code()), fault.getMessage());
        }
    }

    private Found faulty(URI redirect, Optional<State> state, String error, String why) {
        return new Found.Faulty(Asked.refused(issuer, redirect, state.orElse(null), error, why));
    }

    private static URI redirect(OauthClient client, Map<String, List<String>> parameters) {
        return only(parameters, "redirect_uri")
                .filter(given ->
                        client.redirectUris().stream().anyMatch(registered -> RedirectUri.matches(registered, given)))
                .map(URI::create)
                .orElseThrow(() -> notSound(
                        "The application is not registered with the redirect_uri of this address, or it has none."));
    }

    private Asked sound(OauthClient client, URI redirect, AuthorizationRequest request) {
        require(
                client.uses(GrantType.AUTHORIZATION_CODE),
                OauthError.UNAUTHORIZED_CLIENT.because("The application is not registered for authorization codes."));
        require(
                ResponseType.CODE.equals(request.getResponseType()),
                OauthError.UNSUPPORTED_RESPONSE_TYPE.because("response_type must be code."));
        require(
                request.getResponseMode() == null || ResponseMode.QUERY.equals(request.getResponseMode()),
                OauthError.INVALID_REQUEST.because("response_mode must be query, or left out."));
        require(
                !request.specifiesRequestObject(),
                OauthError.REQUEST_NOT_SUPPORTED.because("Request objects are not taken; send plain parameters."));
        require(
                request.getCodeChallenge() != null
                        && CodeChallengeMethod.S256.equals(request.getCodeChallengeMethod())
                        && CHALLENGE
                                .matcher(request.getCodeChallenge().getValue())
                                .matches(),
                OauthError.INVALID_REQUEST.because(
                        "PKCE is needed: send a code_challenge with code_challenge_method=S256."));
        var state = request.getState();
        require(
                state == null || state.getValue().length() <= LONGEST_STATE,
                OauthError.INVALID_REQUEST.because("state has " + LONGEST_STATE + " characters at most."));
        var resources = request.getResources();
        require(
                resources == null || resources.stream().allMatch(issuer::serves),
                OauthError.INVALID_TARGET.because("resource must be an address of " + issuer.text() + "."));
        var scope = request.getScope() == null ? "" : request.getScope().toString();
        return new Asked(
                issuer,
                client,
                redirect,
                state,
                RequestedScopes.read(scope, client.scopes()),
                request.getCodeChallenge().getValue(),
                request.getPrompt());
    }

    private static void require(boolean right, Problem otherwise) {
        if (!right) {
            throw otherwise;
        }
    }

    private static Problem unknownClient() {
        return notSound("There is no application with the client_id of this address, or it has none.");
    }

    private static Problem notSound(String message) {
        return OauthError.REQUEST_NOT_SOUND.because(message);
    }
}
