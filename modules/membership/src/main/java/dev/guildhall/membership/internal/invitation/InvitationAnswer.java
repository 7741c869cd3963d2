package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.id.Ids;
import dev.guildhall.identity.AccountFields;
import dev.guildhall.membership.Invitations.InvitationReference;
import dev.guildhall.membership.Invitations.NewPerson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/**
 * What somebody says to an invitation.
 *
 * @param person who they are; empty when they have an account
 */
record InvitationAnswer(Optional<String> token, Optional<UUID> invitation, Optional<NewPerson> person) {

    /** Reads {@code {token | invitationId}}, and of who is not signed in {@code {token, fullName, password}}. */
    static Future<InvitationAnswer> accepting(ApiRequest request, Object json) {
        var body = (JsonObject) json;
        var faults = new Faults();
        var person = request.optionalAuthentication().isEmpty() && isOfNewPerson(body)
                ? Optional.of(newPerson(body, faults))
                : Optional.<NewPerson>empty();
        if (request.optionalAuthentication().isPresent()) {
            refuseAccount(body, faults);
        }
        return Future.succeededFuture(of(body, person, faults));
    }

    /** Reads {@code {token | invitationId}}. */
    static InvitationAnswer declining(JsonObject body) {
        return of(body, Optional.empty(), new Faults());
    }

    private static InvitationAnswer of(JsonObject body, Optional<NewPerson> person, Faults faults) {
        var code = Optional.ofNullable(body.getString("code"));
        faults.require(code.isEmpty() || !body.containsKey("token"), "code", "send either a token or a code, not both");
        var token = Optional.ofNullable(body.getString("token")).or(() -> code);
        var invitation = Optional.ofNullable(body.getString("invitationId"))
                .flatMap(id -> faults.read(() -> Ids.parse("invitationId", id)));
        if (token.isPresent() && invitation.isPresent()) {
            faults.add(eitherOr());
        }
        faults.refuse();
        return new InvitationAnswer(token, invitation, person);
    }

    private static boolean isOfNewPerson(JsonObject body) {
        return body.containsKey("fullName") || body.containsKey("password");
    }

    private static NewPerson newPerson(JsonObject body, Faults faults) {
        var name = Optional.ofNullable(body.getString("fullName"));
        var password = Optional.ofNullable(body.getString("password"));
        require(body.containsKey("token") || body.containsKey("code"), "token", faults);
        require(name.isPresent(), "fullName", faults);
        require(password.isPresent(), "password", faults);
        name.ifPresent(text -> faults.read(() -> AccountFields.fullName(text)));
        password.ifPresent(text -> faults.read(() -> AccountFields.newPassword("password", text)));
        return new NewPerson(name.orElse(null), password.orElse(null));
    }

    private static void require(boolean given, String field, Faults faults) {
        faults.require(given, field, field + " is needed, too, to accept without an account");
    }

    private static void refuseAccount(JsonObject body, Faults faults) {
        for (var field : new String[] {"fullName", "password"}) {
            faults.require(
                    !body.containsKey(field),
                    field,
                    "You are signed in; " + field + " is for those who have no account yet");
        }
    }

    /** Of somebody who is signed in. */
    InvitationReference reference() {
        if (token.isEmpty() && invitation.isEmpty()) {
            throw eitherOr();
        }
        return new InvitationReference(token, invitation);
    }

    private static Problem eitherOr() {
        return CommonError.REQUEST_INVALID.onField("token", "token or invitationId must be given, and not both");
    }

    @Override
    public String toString() {
        return "InvitationAnswer[" + invitation + ", " + person + "]";
    }
}
