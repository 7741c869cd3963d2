package dev.guildhall.identity.internal;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.identity.NewPersonalToken;
import dev.guildhall.identity.PersonalToken;
import dev.guildhall.identity.PersonalTokens;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;

/** The operations of users on the tokens of their programs. */
final class TokenOperations {

    private final PersonalTokens tokens;
    private final Authorizer authorizer;

    TokenOperations(PersonalTokens tokens, Authorizer authorizer) {
        this.tokens = tokens;
        this.authorizer = authorizer;
    }

    void bind(Operations operations) {
        operations
                .on("createToken", BodyReader.later(tokens::read), this::create)
                .on("listTokens", this::list)
                .on("revokeToken", this::revoke);
    }

    private Future<ApiResponse> create(ApiRequest request, NewPersonalToken wanted) {
        return tokens.create(request.authentication(), wanted, authorizer)
                .map(made -> ApiResponse.created(
                                "/api/auth/tokens/" + made.token().id(),
                                made.token().toJson().put("token", made.secret().text()))
                        .withHeader("Cache-Control", "no-store"));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return tokens.list(request.authentication().user(), PageRequest.of(PersonalTokens.LIST, request))
                .map(page -> page.answer(PersonalToken::toJson));
    }

    private Future<ApiResponse> revoke(ApiRequest request) {
        return tokens.revoke(request.authentication(), request.pathId("tokenId"))
                .map(revoked -> ApiResponse.noContent());
    }
}
