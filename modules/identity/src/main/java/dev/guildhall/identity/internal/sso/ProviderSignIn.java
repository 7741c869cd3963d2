package dev.guildhall.identity.internal.sso;

import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.IdentityOptions;
import dev.guildhall.identity.SsoProvider;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/**
 * Signing in at the provider of an organization: by OpenID Connect's authorization code flow with PKCE, or by SAML 2.0, see
 * {@link SamlSignIn}. Each organization has a redirect URI of its own, so that what one provider answers is never told to
 * another. The nonce and the verifier follow from a secret that only the browser keeps. Safe for all event loops.
 */
public final class ProviderSignIn {

    private static final byte[] VERIFIER = {'p', 'k', 'c', 'e'};
    private static final byte[] NONCE = {'n', 'o', 'n', 'c', 'e'};

    private final Vertx vertx;
    private final SsoAttempts attempts;
    private final IdentityProviders providers;
    private final CodeExchange exchange;
    private final SamlSignIn saml;
    private final SsoRouting routing;
    private final SsoAddresses addresses;
    private final SsoStarts starts;

    public ProviderSignIn(
            Environment environment, Organizations organizations, IdentityOptions options, CostlyWork work) {
        this.vertx = environment.vertx();
        this.attempts = new SsoAttempts(environment.database(), environment.clock());
        this.providers = new IdentityProviders(vertx, environment.outbound(), environment.clock());
        this.exchange = new CodeExchange(vertx, environment.outbound(), environment.secrets());
        this.routing = new SsoRouting(environment.database(), organizations);
        this.addresses = new SsoAddresses(options);
        this.saml = new SamlSignIn(environment, addresses, work);
        this.starts = new SsoStarts(environment.clock());
    }

    /** @param returnTo where the browser goes when it is signed in */
    public record Start(Optional<String> email, Optional<OrganizationId> organization, String returnTo) {

        public static Start of(Optional<String> email, Optional<String> organizationId, Optional<String> redirect) {
            if (email.isPresent() == organizationId.isPresent()) {
                throw CommonError.REQUEST_INVALID.onField(
                        "email", "Either email or organizationId is required, and not both");
            }
            return new Start(
                    email,
                    organizationId.map(id -> OrganizationId.parse("organizationId", id)),
                    redirect.map(path -> ReturnPath.of("redirect", path)).orElse(ReturnPath.HOME));
        }
    }

    /**
     * A sign-in that is begun.
     *
     * @param provider where the browser goes
     * @param browser what only that browser keeps
     * @param isAnsweredByForm whether a page of the provider posts the answer, and no link leads back
     */
    public record Begun(URI provider, ClientSecret browser, boolean isAnsweredByForm) {}

    /**
     * What the browser comes back with.
     *
     * @param browser what it kept
     * @param error the provider's, instead of a code
     * @param issuer who the provider says it is (RFC 9207)
     */
    public record Answer(
            String state,
            Optional<String> browser,
            Optional<String> code,
            Optional<String> error,
            Optional<String> issuer) {

        @Override
        public String toString() {
            return "Answer";
        }
    }

    /**
     * What the browser comes back with from a SAML provider.
     *
     * @param state empty where the provider has begun the sign-in itself
     * @param browser what it kept
     */
    public record Posted(String state, Optional<String> browser, String response) {

        @Override
        public String toString() {
            return "Posted";
        }
    }

    /** A sign-in that the provider vouches for. */
    public record Provided(SsoConnection connection, ProvidedUser user, String returnTo) {}

    /** Fails with {@code AUTH.SSO_NOT_OFFERED}, {@code AUTH.TOO_MANY_ATTEMPTS} and {@code AUTH.SSO_PROVIDER_FAILED}. */
    public Future<Begun> begin(Start start, Client client) {
        starts.begin(client.network());
        return start.organization()
                .map(routing::byOrganization)
                .orElseGet(() -> routing.byEmail(start.email().orElseThrow()))
                .compose(connection -> switch (connection.sso().provider()) {
                    case OIDC ->
                        providers.of(connection.issuer()).compose(provider -> begin(connection, provider, start));
                    case SAML -> beginSaml(connection, start, client);
                });
    }

    private Future<Begun> beginSaml(SsoConnection connection, Start start, Client client) {
        var state = ClientSecret.next("");
        var browser = ClientSecret.next("");
        return attempts.begin(state, browser, connection, start.returnTo())
                .compose(begun -> saml.request(connection, state, browser, client))
                .map(request -> new Begun(request, browser, true));
    }

    private Future<Begun> begin(SsoConnection connection, KnownProvider provider, Start start) {
        var state = ClientSecret.next("");
        var browser = ClientSecret.next("");
        var request = new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        new Scope("openid", "email", "profile"),
                        new ClientID(connection.clientId()),
                        addresses.redirect(connection.id()))
                .endpointURI(provider.metadata().getAuthorizationEndpointURI())
                .state(new State(state.text()))
                .nonce(nonce(browser.text()))
                .codeChallenge(verifier(browser.text()), CodeChallengeMethod.S256);
        start.email().ifPresent(request::loginHint);
        return attempts.begin(state, browser, connection, start.returnTo())
                .map(begun -> new Begun(request.build().toURI(), browser, false));
    }

    /**
     * Fails with {@code AUTH.SSO_STATE_INVALID} for what this browser did not begin there, or has finished already, with
     * {@code AUTH.SSO_DENIED}, {@code AUTH.SSO_TOKEN_INVALID} and {@code AUTH.SSO_PROVIDER_FAILED}.
     */
    public Future<Provided> finish(OrganizationId organization, Answer answer, Client client) {
        return finish(
                organization,
                SsoProvider.OIDC,
                answer.state(),
                answer.browser(),
                client,
                connection -> providers.of(connection.issuer()).compose(provider -> {
                    var code = code(answer, provider);
                    var browser = answer.browser().orElseThrow();
                    return exchange.idToken(
                                    connection, provider, code, verifier(browser), addresses.redirect(organization))
                            .compose(token -> verified(connection, token, nonce(browser)));
                }));
    }

    /**
     * The same for a SAML provider; fails with {@code AUTH.SSO_STATE_INVALID} as well for what the provider began itself,
     * with {@code AUTH.SSO_DENIED} and {@code AUTH.SSO_TOKEN_INVALID}.
     */
    public Future<Provided> finish(OrganizationId organization, Posted posted, Client client) {
        if (posted.state().isEmpty()) {
            return IdentityError.AUTH_SSO_STATE_INVALID
                    .because("The identity provider has begun this sign-in itself, which is not taken: begin at "
                            + addresses.signIn(organization))
                    .asFuture();
        }
        return finish(
                organization,
                SsoProvider.SAML,
                posted.state(),
                posted.browser(),
                client,
                connection -> saml.user(
                        connection, posted.response(), posted.browser().orElseThrow(), client));
    }

    private Future<Provided> finish(
            OrganizationId organization,
            SsoProvider protocol,
            String state,
            Optional<String> browser,
            Client client,
            Function<SsoConnection, Future<ProvidedUser>> vouched) {
        return attempts.take(organization, state, browser)
                .compose(attempt -> routing.byOrganization(organization).compose(connection -> {
                    SsoAttempts.requireUnchanged(attempt, connection, protocol);
                    return vouched.apply(connection).map(user -> new Provided(connection, user, attempt.returnTo()));
                }))
                .onSuccess(done -> starts.finished(client.network()));
    }

    /** What this server is to the SAML provider of an organization, whether there is such a one or not. */
    public Future<String> metadata(OrganizationId organization) {
        return saml.metadata(organization);
    }

    private static String code(Answer answer, KnownProvider provider) {
        var mustSay = provider.metadata().supportsAuthorizationResponseIssuerParam();
        if (!answer.issuer().map(provider.issuer()::equals).orElse(!mustSay)) {
            throw IdentityError.AUTH_SSO_TOKEN_INVALID.because("Another identity provider has answered; start again.");
        }
        answer.error().ifPresent(error -> {
            throw denied(error);
        });
        return answer.code()
                .orElseThrow(() -> CommonError.REQUEST_INVALID.onField("code", "code is required where error is not"));
    }

    private static Problem denied(String error) {
        var shown = error.matches("[a-z_]{1,64}") ? " (" + error + ")" : "";
        return IdentityError.AUTH_SSO_DENIED.because(
                "The identity provider did not let you sign in" + shown + "; start again, or ask who runs it.");
    }

    /**
     * Whose sessions a provider ends. Fails with {@code AUTH.SSO_NOT_OFFERED}, {@code AUTH.SSO_TOKEN_INVALID} and
     * {@code AUTH.SSO_PROVIDER_FAILED}.
     */
    public Future<ProviderLogout> readLogout(OrganizationId organization, String token) {
        var signed = ProviderTokens.parsed(token);
        return routing.forLogout(organization)
                .compose(connection -> providers
                        .withKey(connection.issuer(), signed.getHeader().getKeyID())
                        .compose(provider -> vertx.executeBlocking(
                                () -> ProviderTokens.logout(signed, provider, connection.clientId()), false)));
    }

    private Future<ProvidedUser> verified(SsoConnection connection, SignedJWT token, Nonce nonce) {
        return providers
                .withKey(connection.issuer(), token.getHeader().getKeyID())
                .compose(provider -> vertx.executeBlocking(
                        () -> ProviderTokens.user(token, provider, connection.clientId(), nonce), false));
    }

    /** Forgets what nobody came back for. */
    public Future<Void> forgetExpired() {
        return attempts.forgetExpired().compose(forgotten -> saml.forgetExpired());
    }

    private static CodeVerifier verifier(String browser) {
        return new CodeVerifier(ClientSecret.derived("", browser, VERIFIER).text());
    }

    private static Nonce nonce(String browser) {
        return new Nonce(ClientSecret.derived("", browser, NONCE).text());
    }
}
