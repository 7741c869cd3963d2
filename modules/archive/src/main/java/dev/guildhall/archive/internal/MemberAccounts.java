package dev.guildhall.archive.internal;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.archive.internal.Survey.Seat;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.NewUser;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.identity.Users;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Whose accounts the members of an archive are here: found by their addresses, or to be made. */
final class MemberAccounts {

    private final Users users;
    private final Map<UUID, UserId> byFormer = new HashMap<>();
    private final List<NewUser> missing = new ArrayList<>();
    private final List<String> unproven = new ArrayList<>();
    private final Set<UserId> present = new HashSet<>();

    private MemberAccounts(Users users) {
        this.users = users;
    }

    /**
     * Looks for them. Fails with {@code ARCHIVE.ADDRESS_UNPROVEN} where somebody has an address whom nobody knows to be its
     * owner.
     *
     * @param needed ids of accounts that rows refer to where there must be one
     */
    static Future<MemberAccounts> find(Users users, List<Seat> members, Collection<UUID> needed) {
        var accounts = new MemberAccounts(users);
        var found = Future.<Void>succeededFuture();
        for (var member : members) {
            found = found.compose(before -> accounts.find(member));
        }
        return found.map(all -> accounts.requireProven())
                .compose(proven ->
                        users.profiles(needed.stream().map(UserId::new).toList()))
                .map(known -> {
                    accounts.present.addAll(known.keySet());
                    return accounts;
                });
    }

    private Future<Void> find(Seat member) {
        return users.findByEmail(member.email()).map(found -> {
            found.ifPresentOrElse(profile -> match(member, profile), () -> {
                var made = NewUser.withoutPassword(member.email(), member.fullName());
                missing.add(made);
                stand(member, made.id());
            });
            return null;
        });
    }

    private void match(Seat member, UserProfile profile) {
        if (!profile.emailVerified()) {
            unproven.add(profile.email());
        }
        stand(member, profile.id());
    }

    private void stand(Seat member, UserId user) {
        byFormer.put(member.user(), user);
        present.add(user);
    }

    private Void requireProven() {
        if (!unproven.isEmpty()) {
            throw ArchiveError.ADDRESS_UNPROVEN.because("Accounts have the addresses " + String.join(", ", unproven)
                    + ", and it is not known whether they are their owners'. They would be members: confirm the addresses as"
                    + " an administrator (emailVerified by PUT /api/admin/users/{userId}), or delete the accounts.");
        }
        return null;
    }

    /** Makes those that are missing, in a transaction of the platform. */
    Future<Void> make(Tx tx, Authentication by) {
        var made = Future.<Void>succeededFuture();
        for (var user : missing) {
            made = made.compose(before -> users.create(tx, user, by).mapEmpty());
        }
        return made;
    }

    /** Who stands for whom. */
    Map<UUID, UserId> byFormer() {
        return byFormer;
    }

    /** All that are known to be there, or will be. */
    Set<UserId> present() {
        return present;
    }

    /** The addresses of those that are made. */
    List<String> made() {
        return missing.stream().map(NewUser::email).toList();
    }
}
