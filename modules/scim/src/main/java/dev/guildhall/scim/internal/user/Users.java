package dev.guildhall.scim.internal.user;

import static org.jooq.impl.DSL.noCondition;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.ProvisionedAccounts;
import dev.guildhall.membership.ProvisionedMembers;
import dev.guildhall.scim.internal.Caller;
import dev.guildhall.scim.internal.ListQuery;
import dev.guildhall.scim.internal.Projection;
import dev.guildhall.scim.internal.Provisioning;
import dev.guildhall.scim.internal.Resources;
import dev.guildhall.scim.internal.ScimError;
import dev.guildhall.scim.internal.Version;
import dev.guildhall.scim.internal.patch.Patch;
import dev.guildhall.tenancy.Organization;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jooq.SortField;

/** The users of organizations: their members, of whom those who are suspended are not active. */
public final class Users implements Resources {

    private final Database database;
    private final Provisioning provisioning;
    private final ProvisionedAccounts accounts;
    private final ProvisionedMembers members;
    private final String base;
    private final Clock clock;
    private final UserTable table = new UserTable();

    /** @param base where SCIM is served */
    public Users(
            Database database,
            Provisioning provisioning,
            ProvisionedAccounts accounts,
            ProvisionedMembers members,
            String base,
            Clock clock) {
        this.database = database;
        this.provisioning = provisioning;
        this.accounts = accounts;
        this.members = members;
        this.base = base;
        this.clock = clock;
    }

    @Override
    public String path() {
        return "Users";
    }

    @Override
    public Future<Found> list(Caller caller, ListQuery query) {
        var condition = query.filter().map(UserAttributes.ALL::condition).orElse(noCondition());
        Optional<SortField<?>> order = query.sortBy().map(by -> UserAttributes.ALL.order(by, query.descending()));
        var total = table.count(database, caller.organization(), condition);
        var page = query.count() == 0
                ? Future.succeededFuture(List.<ScimUser>of())
                : table.list(database, caller.organization(), condition, order, query);
        return Future.all(total, page)
                .compose(done -> withGroups(caller, page.result(), query.projection()))
                .map(users -> new Found(
                        total.result(), users.stream().map(this::resource).toList()));
    }

    private Future<List<ScimUser>> withGroups(Caller caller, List<ScimUser> users, Projection projection) {
        return users.isEmpty() || !projection.shows("groups")
                ? Future.succeededFuture(users)
                : table.groups(
                                database,
                                caller.organization(),
                                users.stream().map(ScimUser::id).toList())
                        .map(groups -> users.stream()
                                .map(user -> user.with(groups.getOrDefault(user.id(), List.of())))
                                .toList());
    }

    @Override
    public Future<Resource> get(Caller caller, String id, Projection projection) {
        return table.find(database, caller.organization(), id(id))
                .map(found -> resource(found.orElseThrow(() -> unknown(id))));
    }

    @Override
    public Future<Resource> create(Caller caller, JsonObject body) {
        var wanted = UserFields.of(body);
        return provisioning.change(
                caller,
                (tx, locked) -> accounts.admit(tx, caller.by(), locked, wanted.userName(), wanted.fullName())
                        .recover(Users::taken)
                        .compose(account -> members.isMember(tx, locked.id(), account.id())
                                .compose(isMember -> {
                                    if (isMember) {
                                        throw ScimError.UNIQUENESS.onField(
                                                "userName", "There is a user of this userName already.");
                                    }
                                    return members.join(tx, caller.by(), locked, account.id());
                                })
                                .compose(joined -> rename(tx, caller, locked, account, wanted.fullName()))
                                .compose(named -> keep(tx, locked, account.id(), wanted))
                                .compose(kept -> settle(tx, caller, locked, account.id(), wanted.active()))
                                .compose(settled -> current(tx, locked, account.id()))));
    }

    // Whether somebody elsewhere has the address is told by nothing but that it cannot be had.
    private static Future<Account> taken(Throwable failure) {
        return failure instanceof Problem problem && problem.is(IdentityError.USER_EMAIL_EXISTS)
                ? ScimError.UNIQUENESS
                        .onField(
                                "userName",
                                "The userName cannot be had here: prove that its domain is the organization's, or invite"
                                        + " who has it.")
                        .asFuture()
                : Future.failedFuture(failure);
    }

    @Override
    public Future<Resource> replace(Caller caller, String id, JsonObject body, Optional<String> ifMatch) {
        var wanted = UserFields.of(body);
        return changed(
                caller,
                id,
                ifMatch,
                (tx, change) ->
                        change.to(wanted, wanted.fullName(change.before().fullName())));
    }

    @Override
    public Future<Resource> patch(Caller caller, String id, JsonObject body, Optional<String> ifMatch) {
        var patch = Patch.of(body);
        return changed(caller, id, ifMatch, (tx, change) -> {
            var before = change.before();
            var wanted = UserFields.of(patch.applied(before.writable(), UserAttributes.SHAPE));
            return change.to(wanted, wanted.fullName(UserFields.of(before.writable()), before.fullName()));
        });
    }

    private Future<Resource> changed(
            Caller caller, String id, Optional<String> ifMatch, BiFunction<Tx, Change, Future<Void>> work) {
        var user = id(id);
        return provisioning.change(
                caller,
                (tx, locked) -> found(tx, locked, id, ifMatch)
                        .compose(before -> work.apply(tx, new Change(tx, caller, locked, before)))
                        .compose(done -> current(tx, locked, user)));
    }

    private Future<ScimUser> found(Tx tx, Organization locked, String id, Optional<String> ifMatch) {
        return table.find(tx, locked.id(), id(id)).map(found -> {
            var user = found.orElseThrow(() -> unknown(id));
            Version.verify(ifMatch, resource(user).version());
            return user;
        });
    }

    /** A user about to be changed, in the transaction that has locked the organization. */
    private final class Change {

        private final Tx tx;
        private final Caller caller;
        private final Organization locked;
        private final ScimUser before;

        Change(Tx tx, Caller caller, Organization locked, ScimUser before) {
            this.tx = tx;
            this.caller = caller;
            this.locked = locked;
            this.before = before;
        }

        ScimUser before() {
            return before;
        }

        Future<Void> to(UserFields wanted, String fullName) {
            return accounts.lock(tx, before.id())
                    .compose(account -> readdressed(account, wanted.userName()))
                    .compose(account -> rename(tx, caller, locked, account, fullName))
                    .compose(named -> keep(tx, locked, before.id(), wanted))
                    .compose(kept -> settle(tx, caller, locked, before.id(), wanted.active()));
        }

        private Future<Account> readdressed(Account account, EmailAddress address) {
            if (account.email().equals(address.text())) {
                return Future.succeededFuture(account);
            }
            var managed = accounts.isManaged(tx, locked.id(), account);
            var own = accounts.isOwn(tx, locked.id(), address);
            return Future.all(managed, own).compose(known -> {
                if (!managed.result() || !own.result()) {
                    throw ScimError.MUTABILITY.onField(
                            "userName",
                            "The userName of this account stays: it changes only from one domain that the organization has"
                                    + " proven to another.");
                }
                return accounts.readdress(tx, caller.by(), account, address).recover(Users::taken);
            });
        }
    }

    /** What an account is called that the organization does not manage, its owner says. */
    private Future<Void> rename(Tx tx, Caller caller, Organization locked, Account account, String name) {
        return account.fullName().equals(name)
                ? Future.succeededFuture()
                : accounts.isManaged(tx, locked.id(), account)
                        .compose(managed -> managed
                                ? accounts.rename(tx, caller.by(), account, name)
                                        .mapEmpty()
                                : Future.succeededFuture());
    }

    private Future<Integer> keep(Tx tx, Organization locked, UserId user, UserFields wanted) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return table.write(tx, locked.id(), user, wanted.externalId(), wanted.profile(), now);
    }

    private Future<Void> settle(Tx tx, Caller caller, Organization locked, UserId user, Optional<Boolean> active) {
        return active.map(wanted -> wanted
                        ? members.resume(tx, caller.by(), locked, user)
                        : members.suspend(tx, caller.by(), locked, user))
                .orElse(Future.succeededFuture());
    }

    @Override
    public Future<Void> delete(Caller caller, String id, Optional<String> ifMatch) {
        return provisioning.change(
                caller,
                (tx, locked) -> found(tx, locked, id, ifMatch)
                        .compose(user -> members.remove(tx, caller.by(), locked, user.id())));
    }

    private Future<Resource> current(Tx tx, Organization locked, UserId user) {
        return table.find(tx, locked.id(), user).map(found -> resource(found.orElseThrow()));
    }

    private Resource resource(ScimUser user) {
        return new Resource(user.json(base));
    }

    private static UserId id(String id) {
        if (!Ids.isUuid(id)) {
            throw unknown(id);
        }
        return new UserId(UUID.fromString(id));
    }

    private static Problem unknown(String id) {
        return ScimError.NOT_FOUND.because("There is no user " + id + ".");
    }
}
