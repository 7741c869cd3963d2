package dev.guildhall.identity.internal;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.identity.AccountFields;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.internal.recovery.EmailChange;
import dev.guildhall.identity.internal.recovery.PasswordLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/** The operations by which people set a forgotten or first password, and change the address of their account. */
final class RecoveryOperations {

    private static final String TOKEN = "token";

    private final PasswordRecovery passwords;
    private final OwnEmail emails;

    RecoveryOperations(PasswordRecovery passwords, OwnEmail emails) {
        this.passwords = passwords;
        this.emails = emails;
    }

    void bind(Operations operations) {
        operations
                .on("requestPasswordReset", BodyReader.of(RecoveryOperations::address), this::askForPassword)
                .on("resetPassword", BodyReader.of(NewPassword::of), this::setPassword)
                .on("sendPasswordLink", this::sendPasswordLink)
                .on("requestEmailChange", BodyReader.of(RecoveryOperations::address), this::askForEmail)
                .on("confirmEmailChange", BodyReader.AS_IT_IS, this::confirmEmail)
                .on("undoEmailChange", BodyReader.AS_IT_IS, this::undoEmail);
    }

    private static EmailAddress address(JsonObject body) {
        return Optional.ofNullable(body.getString("email"))
                .map(EmailAddress::of)
                .orElse(null);
    }

    private record NewPassword(String token, String password) {

        static NewPassword of(JsonObject body) {
            var password = Optional.ofNullable(body.getString("newPassword"))
                    .map(text -> AccountFields.newPassword("newPassword", text));
            return new NewPassword(body.getString(TOKEN), password.orElse(null));
        }

        @Override
        public String toString() {
            return "NewPassword";
        }
    }

    private Future<ApiResponse> askForPassword(ApiRequest request, EmailAddress address) {
        passwords.ask(address, Client.of(request));
        return accepted(PasswordLink.LIFE);
    }

    private Future<ApiResponse> setPassword(ApiRequest request, NewPassword given) {
        return passwords
                .set(given.token(), given.password(), Client.of(request))
                .map(set -> ApiResponse.noContent());
    }

    private Future<ApiResponse> sendPasswordLink(ApiRequest request) {
        return passwords
                .sendFirst(request.authentication(), request.pathUser("userId"))
                .compose(sent -> accepted(PasswordLink.LIFE_OF_FIRST));
    }

    private Future<ApiResponse> askForEmail(ApiRequest request, EmailAddress address) {
        return emails.ask(request.authentication(), address, Client.of(request))
                .compose(asked -> accepted(EmailChange.PATIENCE));
    }

    private Future<ApiResponse> confirmEmail(ApiRequest request, JsonObject body) {
        return emails.confirm(body.getString(TOKEN), Client.of(request)).map(confirmed -> ApiResponse.noContent());
    }

    private Future<ApiResponse> undoEmail(ApiRequest request, JsonObject body) {
        return emails.undo(body.getString(TOKEN), Client.of(request)).map(undone -> ApiResponse.noContent());
    }

    private static Future<ApiResponse> accepted(Duration life) {
        return Future.succeededFuture(ApiResponse.accepted(new JsonObject().put("expiresIn", life.toSeconds())));
    }
}
