package dev.guildhall.oauth.internal.registration;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.ClientNetwork;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.DeclaredScopes;
import dev.guildhall.oauth.internal.Attempts;
import dev.guildhall.oauth.internal.client.Clients;
import dev.guildhall.oauth.internal.client.Clients.Secured;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Where applications register themselves (RFC 7591), if the operator lets them. */
public final class RegistrationApi implements Api {

    private final Clients clients;
    private final List<DeclaredScopes> declared;
    private final boolean open;
    private final Attempts attempts = new Attempts(20, Duration.ofMinutes(10));

    /**
     * @param declared what tokens can be limited to beside the permissions of the platform
     * @param open whether they may
     */
    public RegistrationApi(Clients clients, List<DeclaredScopes> declared, boolean open) {
        this.clients = clients;
        this.declared = declared;
        this.open = open;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("registerOauthClient", BodyReader.AS_IT_IS, this::register);
    }

    private Future<ApiResponse> register(ApiRequest request, JsonObject body) {
        if (!open) {
            throw CommonError.ACCESS_DENIED.because(
                    "Applications do not register themselves here; ask an administrator to register yours.");
        }
        attempts.use(ClientNetwork.of(request.remoteAddress()));
        return ClientMetadata.read(body, declared)
                .compose(wanted -> clients.register(Authentication.anonymous(request.origin()), wanted))
                .recover(ClientMetadata::inTheirWords)
                .map(RegistrationApi::answer);
    }

    private static ApiResponse answer(Secured made) {
        var json = ClientMetadata.json(made.client());
        made.secret()
                .ifPresent(secret -> json.put("client_secret", secret.text()).put("client_secret_expires_at", 0));
        return new ApiResponse(201, Map.of("Cache-Control", "no-store"), json.toBuffer());
    }
}
