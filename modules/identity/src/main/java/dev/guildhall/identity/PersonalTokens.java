package dev.guildhall.identity;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.identity.internal.PersonalTokenTable;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** The tokens that users make for their programs. */
public interface PersonalTokens {

    /** What {@link #list} can be ordered by. */
    ListFields<PersonalToken> LIST = PersonalTokenTable.LIST;

    /** A token that was made just now, with its secret, which is shown once. */
    record NewToken(PersonalToken token, ClientSecret secret) {}

    Future<Page<PersonalToken>> list(UserId user, PageRequest<PersonalToken> page);

    /** What a body asks for; fails with {@code REQUEST.INVALID} naming every field that is wrong. */
    Future<NewPersonalToken> read(JsonObject body);

    /**
     * Makes a token. It is bound to what was asked for, or else to what the credential is bound to by which it is made.
     * Fails like the gate where the user has no access, and with {@code TOKEN.LIMIT_REACHED}.
     *
     * @param authorizer says where the user has access
     */
    Future<NewToken> create(Authentication by, NewPersonalToken wanted, Authorizer authorizer);

    /** Ends a token at once. Fails with {@code TOKEN.NOT_FOUND}. */
    Future<Void> revoke(Authentication by, UUID id);
}
