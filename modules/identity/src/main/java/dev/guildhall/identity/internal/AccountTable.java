package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.USER_ACCOUNT;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.val;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.NewUser;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;

/** The SQL on the table {@code user_account}, but for that of passwords and of missing keys. */
final class AccountTable {

    private static final List<Field<?>> COLUMNS = List.of(
            USER_ACCOUNT.ID,
            USER_ACCOUNT.EMAIL,
            USER_ACCOUNT.EMAIL_VERIFIED,
            USER_ACCOUNT.FULL_NAME,
            USER_ACCOUNT.ROLES,
            USER_ACCOUNT.DEFAULT_WORKSPACE_ID,
            USER_ACCOUNT.REVISION,
            USER_ACCOUNT.CREATED_AT,
            USER_ACCOUNT.UPDATED_AT);

    static final ListFields<Account> LIST = ListFields.<Account>named("users")
            .field("email", textIgnoringCase(), USER_ACCOUNT.EMAIL, Account::email)
            .field("fullName", text(), USER_ACCOUNT.FULL_NAME, Account::fullName)
            .field("createTime", timestamp(), USER_ACCOUNT.CREATED_AT, Account::createdAt)
            .custom("role", AccountTable::hasRole)
            .custom("search", AccountTable::mentions)
            .bareWords("search")
            .defaultOrder("createTime desc")
            .id("id", uuid(), USER_ACCOUNT.ID, account -> account.id().value());

    private static final Condition BY_ID = USER_ACCOUNT.ID.eq(Sql.bind(UUID.class));
    private static final Condition BY_EMAIL = USER_ACCOUNT.EMAIL_KEY.eq(Sql.bind(String.class));
    static final Condition MAY_SIGN_IN = inline(PlatformRole.USER.name()).eq(any(USER_ACCOUNT.ROLES));
    private static final Condition IS_ADMIN =
            inline(PlatformRole.ADMIN.name()).eq(any(USER_ACCOUNT.ROLES)).and(MAY_SIGN_IN);

    private static final Sql<Account> FIND =
            Sql.rows(select(COLUMNS).from(USER_ACCOUNT).where(BY_ID), AccountTable::account);

    private static final Sql<Account> LOCK_UNPROVEN = Sql.rows(
            select(COLUMNS)
                    .from(USER_ACCOUNT)
                    .where(BY_EMAIL)
                    .andNot(USER_ACCOUNT.EMAIL_VERIFIED)
                    .forUpdate(),
            AccountTable::account);

    private static final Sql<Account> LOCK =
            Sql.rows(select(COLUMNS).from(USER_ACCOUNT).where(BY_ID).forUpdate(), AccountTable::account);

    // In the order of the ids, so that two who lock several never wait for each other.
    private static final Sql<Account> LOCK_WITH_ADMINS = Sql.rows(
            select(COLUMNS)
                    .from(USER_ACCOUNT)
                    .where(BY_ID.or(IS_ADMIN))
                    .orderBy(USER_ACCOUNT.ID)
                    .forUpdate(),
            AccountTable::account);

    private static final Sql<UserProfile> PROFILE_BY_EMAIL = Sql.rows(
            select(USER_ACCOUNT.ID, USER_ACCOUNT.EMAIL, USER_ACCOUNT.EMAIL_VERIFIED, USER_ACCOUNT.FULL_NAME)
                    .from(USER_ACCOUNT)
                    .where(BY_EMAIL),
            row -> new UserProfile(
                    new UserId(row.get(USER_ACCOUNT.ID)),
                    row.get(USER_ACCOUNT.EMAIL),
                    row.get(USER_ACCOUNT.EMAIL_VERIFIED),
                    row.get(USER_ACCOUNT.FULL_NAME)));

    private static final Sql<UserProfile> PROFILES = Sql.rows(
            select(USER_PROFILE.ID, USER_PROFILE.EMAIL, USER_PROFILE.EMAIL_VERIFIED, USER_PROFILE.FULL_NAME)
                    .from(USER_PROFILE)
                    .where(USER_PROFILE.ID.eq(any(Sql.bind(UUID[].class)))),
            row -> new UserProfile(
                    new UserId(row.get(USER_PROFILE.ID)),
                    row.get(USER_PROFILE.EMAIL),
                    row.get(USER_PROFILE.EMAIL_VERIFIED),
                    row.get(USER_PROFILE.FULL_NAME)));

    private static final Sql<Account> LOCK_FOR_SIGN_IN = Sql.rows(
            select(COLUMNS)
                    .from(USER_ACCOUNT)
                    .where(BY_ID)
                    .and(USER_ACCOUNT.PASSWORD_VERSION.eq(Sql.bind(Integer.class)))
                    .forShare(),
            AccountTable::account);

    private static final Sql<Account> INSERT = Sql.rows(
            insertInto(USER_ACCOUNT)
                    .columns(
                            USER_ACCOUNT.ID,
                            USER_ACCOUNT.EMAIL,
                            USER_ACCOUNT.EMAIL_KEY,
                            USER_ACCOUNT.EMAIL_VERIFIED,
                            USER_ACCOUNT.FULL_NAME,
                            USER_ACCOUNT.PASSWORD_HASH,
                            USER_ACCOUNT.ROLES,
                            USER_ACCOUNT.CREATED_AT,
                            USER_ACCOUNT.UPDATED_AT)
                    .values(
                            Sql.bind(UUID.class),
                            Sql.bind(String.class),
                            Sql.bind(String.class),
                            Sql.bind(Boolean.class),
                            Sql.bind(String.class),
                            Sql.bind(String.class),
                            Sql.bind(String[].class),
                            Sql.bind(OffsetDateTime.class),
                            Sql.bind(OffsetDateTime.class))
                    .returning(COLUMNS),
            AccountTable::account);

    private static final Sql<Account> UPDATE = Sql.rows(
            update(USER_ACCOUNT)
                    .set(USER_ACCOUNT.EMAIL, Sql.bind(String.class))
                    .set(USER_ACCOUNT.EMAIL_KEY, coalesce(Sql.bind(String.class), USER_ACCOUNT.EMAIL_KEY))
                    .set(USER_ACCOUNT.EMAIL_VERIFIED, Sql.bind(Boolean.class))
                    .set(USER_ACCOUNT.FULL_NAME, Sql.bind(String.class))
                    .set(USER_ACCOUNT.ROLES, Sql.bind(String[].class))
                    .set(USER_ACCOUNT.UPDATED_AT, Sql.bind(OffsetDateTime.class))
                    .set(USER_ACCOUNT.REVISION, USER_ACCOUNT.REVISION.plus(inline(1)))
                    .where(BY_ID)
                    .returning(COLUMNS),
            AccountTable::account);

    private static final Sql<Void> DELETE = Sql.change(deleteFrom(USER_ACCOUNT).where(BY_ID));

    private static final Sql<Void> SET_DEFAULT_WORKSPACE = Sql.change(update(USER_ACCOUNT)
            .set(USER_ACCOUNT.DEFAULT_WORKSPACE_ID, Sql.bind(UUID.class))
            .where(BY_ID));

    private static final Sql<Boolean> HAS_ADMIN =
            Sql.rows(selectOne().from(USER_ACCOUNT).where(IS_ADMIN).limit(1), row -> true);

    // The mode conflicts with itself and with every change, but with no reader.
    private static final Sql<Void> LOCK_ACCOUNTS =
            Sql.change(query("lock table {0} in share row exclusive mode", USER_ACCOUNT));

    Future<Optional<Account>> find(Database database, UserId id) {
        return database.first(Scope.PLATFORM, FIND, id);
    }

    Future<Page<Account>> list(Database database, PageRequest<Account> page) {
        var rows = select(COLUMNS)
                .from(USER_ACCOUNT)
                .where(page.condition())
                .orderBy(page.orderBy())
                .limit(inline(page.limit()));
        return database.page(Scope.PLATFORM, Sql.rows(rows, AccountTable::account))
                .map(page::page);
    }

    private static Condition hasRole(String role) {
        return val(role.toUpperCase(Locale.ROOT)).eq(any(USER_ACCOUNT.ROLES));
    }

    private static Condition mentions(String text) {
        return USER_ACCOUNT.FULL_NAME.containsIgnoreCase(text).or(USER_ACCOUNT.EMAIL.containsIgnoreCase(text));
    }

    Future<Optional<Account>> lock(Tx tx, UserId id) {
        return tx.first(LOCK, id);
    }

    /** The account with this address, if there is one and its address is not proven. */
    Future<Optional<Account>> lockUnproven(Tx tx, EmailAddress address) {
        return tx.first(LOCK_UNPROVEN, address.key());
    }

    /** The account, if there is one, and all administrators, in no particular order. */
    Future<List<Account>> lockWithAdmins(Tx tx, UserId id) {
        return tx.list(LOCK_WITH_ADMINS, id);
    }

    Future<Optional<UserProfile>> profileByEmail(Database database, String emailKey) {
        return database.first(Scope.PLATFORM, PROFILE_BY_EMAIL, emailKey);
    }

    Future<List<UserProfile>> profiles(Database database, Collection<UserId> ids) {
        var values = ids.stream().map(UserId::value).toArray(UUID[]::new);
        return database.list(Scope.PLATFORM, PROFILES, (Object) values);
    }

    /** The account if its password is still the one of this version, which it stays until the transaction ends. */
    Future<Optional<Account>> lockForSignIn(Tx tx, PasswordRecord password) {
        return tx.first(LOCK_FOR_SIGN_IN, password.user(), password.version());
    }

    Future<Account> insert(Tx tx, NewUser user, Instant now) {
        return tx.first(
                        INSERT,
                        user.id(),
                        user.email(),
                        user.emailKey(),
                        user.emailVerified(),
                        user.fullName(),
                        user.passwordHash(),
                        names(user.roles()),
                        now,
                        now)
                .map(Optional::orElseThrow)
                .recover(emailTaken(user.email()));
    }

    /** Writes what administrators change of an account; the key of its address too, when that is another one. */
    Future<Account> write(Tx tx, Account wanted, Optional<EmailAddress> address, Instant now) {
        return tx.first(
                        UPDATE,
                        wanted.email(),
                        address.map(EmailAddress::key).orElse(null),
                        wanted.emailVerified(),
                        wanted.fullName(),
                        names(wanted.roles()),
                        now,
                        wanted.id())
                .map(Optional::orElseThrow)
                .recover(emailTaken(wanted.email()));
    }

    private static Function<Throwable, Future<Account>> emailTaken(String email) {
        return ConstraintViolation.means("user_account_email_unique", () -> NewUser.emailExists(email));
    }

    Future<Void> delete(Tx tx, UserId id) {
        return tx.execute(DELETE, id).mapEmpty();
    }

    Future<Void> setDefaultWorkspace(Tx tx, UserId id, WorkspaceId workspace) {
        return tx.execute(SET_DEFAULT_WORKSPACE, workspace, id).mapEmpty();
    }

    Future<Boolean> hasAdmin(Database database) {
        return database.first(Scope.PLATFORM, HAS_ADMIN).map(Optional::isPresent);
    }

    /** Whether there is an administrator, and nobody else makes the first one before the transaction ends. */
    Future<Boolean> hasAdmin(Tx tx) {
        var locked = tx.execute(LOCK_ACCOUNTS);
        var present = tx.first(HAS_ADMIN);
        return Future.all(locked, present).map(done -> present.result().isPresent());
    }

    private static String[] names(Set<PlatformRole> roles) {
        return roles.stream().sorted().map(PlatformRole::name).toArray(String[]::new);
    }

    private static Account account(ResultRow row) {
        return new Account(
                new UserId(row.get(USER_ACCOUNT.ID)),
                row.get(USER_ACCOUNT.EMAIL),
                row.get(USER_ACCOUNT.EMAIL_VERIFIED),
                row.get(USER_ACCOUNT.FULL_NAME),
                roles(row.get(USER_ACCOUNT.ROLES)),
                Optional.ofNullable(row.get(USER_ACCOUNT.DEFAULT_WORKSPACE_ID)).map(WorkspaceId::new),
                row.get(USER_ACCOUNT.REVISION),
                row.instant(USER_ACCOUNT.CREATED_AT),
                row.instant(USER_ACCOUNT.UPDATED_AT));
    }

    private static Set<PlatformRole> roles(String[] names) {
        var roles = EnumSet.noneOf(PlatformRole.class);
        Arrays.stream(names).map(PlatformRole::valueOf).forEach(roles::add);
        return Collections.unmodifiableSet(roles);
    }
}
