package dev.guildhall.membership.internal;

import static dev.guildhall.db.Tables.USER_PROFILE;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.PlatformRole;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What users are on the whole installation, of the view that the identity module publishes. */
final class PlatformRoleTable {

    private static final ParameterizedSql<UserId, Set<PlatformRole>> FIND = ParameterizedSql.rows(
            user -> select(USER_PROFILE.PLATFORM_ROLES).from(USER_PROFILE).where(user.eq(USER_PROFILE.ID)),
            PlatformRoleTable::roles);

    private static final ParameterizedSql<UserId, Set<PlatformRole>> SHARE = ParameterizedSql.rows(
            user -> select(USER_PROFILE.PLATFORM_ROLES)
                    .from(USER_PROFILE)
                    .where(user.eq(USER_PROFILE.ID))
                    .forShare(),
            PlatformRoleTable::roles);

    /** What a user is on the whole installation; empty when there is no such user. */
    Future<Optional<Set<PlatformRole>>> find(Database database, UserId user) {
        return database.first(Tenant.PLATFORM, FIND.with(user));
    }

    /** The same, which nobody can change until the transaction ends. */
    Future<Optional<Set<PlatformRole>>> share(Tx tx, UserId user) {
        return tx.first(SHARE.with(user));
    }

    private static Set<PlatformRole> roles(ResultRow row) {
        return Arrays.stream(row.get(USER_PROFILE.PLATFORM_ROLES))
                .map(PlatformRole::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }
}
