package dev.guildhall.identity.internal;

import dev.guildhall.core.http.Answer;
import dev.guildhall.core.http.Call;
import dev.guildhall.core.http.Operations;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;

/** The operations of platform administrators on accounts. */
final class UserOperations {

    private final PgUsers users;
    private final Accounts accounts;

    UserOperations(PgUsers users, Accounts accounts) {
        this.users = users;
        this.accounts = accounts;
    }

    void bind(Operations operations) {
        operations
                .on("createUser", AccountChange::of, this::create)
                .on("listUsers", this::list)
                .on("getUser", this::get)
                .on("updateUser", AccountChange::of, this::update)
                .on("deleteUser", this::delete);
    }

    private Future<Answer> create(Call call) {
        var body = call.body();
        var read = AccountChange.of(body); // All that is wrong is told at once.
        return users.prepare(
                        body.getString("email"),
                        body.getString("fullName"),
                        body.getString("password"),
                        read.roles().orElseThrow(),
                        Asker.known(call.origin()))
                .map(user -> Boolean.FALSE.equals(body.getBoolean("emailVerified")) ? user.withUnprovenAddress() : user)
                .compose(user -> accounts.create(call.actor(), user))
                .map(account -> Answer.created("/api/admin/users/" + account.id(), account.toJson())
                        .withRevision(account.revision()));
    }

    private Future<Answer> list(Call call) {
        return accounts.list(PageRequest.of(AccountTable.LIST, call)).map(page -> page.answer(Account::toJson));
    }

    private Future<Answer> get(Call call) {
        return accounts.get(call.pathUser("userId")).map(UserOperations::answer);
    }

    private Future<Answer> update(Call call) {
        return accounts.change(call.actor(), call.pathUser("userId"), AccountChange.of(call.body()), call.ifMatch())
                .map(UserOperations::answer);
    }

    private Future<Answer> delete(Call call) {
        return accounts.delete(call.actor(), call.pathUser("userId"), call.ifMatch())
                .map(deleted -> Answer.noContent());
    }

    private static Answer answer(Account account) {
        return Answer.ok(account.toJson()).withRevision(account.revision());
    }
}
