package dev.guildhall.oauth.internal.authorize;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.AuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.openid.connect.sdk.Prompt;
import dev.guildhall.identity.TokenScopes;
import dev.guildhall.oauth.internal.Issuer;
import dev.guildhall.oauth.internal.OauthAdapter;
import dev.guildhall.oauth.internal.client.OauthClient;
import java.net.URI;

/**
 * A request of an application to act for whoever sits at the browser (RFC 6749, section 4.1.1), found to be sound.
 *
 * @param redirect where the browser is brought back to, which the application is registered with
 * @param state kept for the application; null where it sent none
 * @param challenge that of the code's verifier, by S256
 * @param prompt what the application wants the person asked; null where it does not say
 */
record Asked(
        Issuer issuer,
        OauthClient client,
        URI redirect,
        State state,
        TokenScopes scopes,
        String challenge,
        Prompt prompt) {

    /** Whether nobody may be asked anything. */
    boolean isSilent() {
        return asks(Prompt.Type.NONE);
    }

    /** Whether the person is to be asked even if they have consented before. */
    boolean wantsConsent() {
        return prompt != null && !isSilent();
    }

    private boolean asks(Prompt.Type type) {
        return prompt != null && prompt.contains(type);
    }

    /** Back to the application with a code. */
    URI granted(String code) {
        return new AuthorizationSuccessResponse(
                        redirect,
                        new AuthorizationCode(code),
                        null,
                        state,
                        new com.nimbusds.oauth2.sdk.id.Issuer(issuer.text()),
                        ResponseMode.QUERY)
                .toURI();
    }

    /** Back to the application with an error. */
    URI refused(String error, String why) {
        return refused(issuer, redirect, state, error, why);
    }

    static URI refused(Issuer issuer, URI redirect, State state, String error, String why) {
        return new AuthorizationErrorResponse(
                        redirect,
                        new ErrorObject(error, OauthAdapter.description(why)),
                        state,
                        new com.nimbusds.oauth2.sdk.id.Issuer(issuer.text()),
                        ResponseMode.QUERY)
                .toURI();
    }
}
