package dev.guildhall.identity.internal;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.http.RowByRow;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.AccountChange;
import dev.guildhall.identity.Accounts;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The operations of platform administrators on accounts. */
final class UserOperations {

    private final Accounts accounts;

    UserOperations(Accounts accounts) {
        this.accounts = accounts;
    }

    void bind(Operations operations) {
        operations
                .on("createUser", BodyReader.of(AccountChange::of), this::create)
                .on("createUsers", BodyReader.AS_IT_IS, this::createEach)
                .on("listUsers", this::list)
                .on("getUser", this::get)
                .on("updateUser", BodyReader.of(AccountChange::of), this::update)
                .on("deleteUser", this::delete);
    }

    private Future<ApiResponse> create(ApiRequest request, AccountChange wanted) {
        return accounts.create(request.authentication(), wanted)
                .map(account -> ApiResponse.created("/api/admin/users/" + account.id(), account.toJson())
                        .withRevision(account.revision()));
    }

    private Future<ApiResponse> createEach(ApiRequest request, JsonObject body) {
        return RowByRow.run(
                body.getJsonArray("users").stream().map(JsonObject.class::cast).toList(),
                201,
                row -> accounts.create(request.authentication(), AccountChange.of(row))
                        .map(Account::toJson));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return accounts.list(PageRequest.of(Accounts.LIST, request)).map(page -> page.answer(Account::toJson));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return accounts.get(request.pathUser("userId")).map(UserOperations::answer);
    }

    private Future<ApiResponse> update(ApiRequest request, AccountChange change) {
        return accounts.change(request.authentication(), request.pathUser("userId"), change, request.ifMatch())
                .map(UserOperations::answer);
    }

    private Future<ApiResponse> delete(ApiRequest request) {
        return accounts.delete(request.authentication(), request.pathUser("userId"), request.ifMatch())
                .map(deleted -> ApiResponse.noContent());
    }

    private static ApiResponse answer(Account account) {
        return ApiResponse.ok(account.toJson()).withRevision(account.revision());
    }
}
