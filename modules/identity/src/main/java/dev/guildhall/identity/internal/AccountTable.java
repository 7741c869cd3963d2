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

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.NewUser;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;

/** The SQL on the table {@code user_account}, but for that of passwords and of missing keys. */
public final class AccountTable {

    private static final Columns<Account> CHANGEABLE = Columns.of(USER_ACCOUNT.EMAIL, Account::email)
            .and(USER_ACCOUNT.EMAIL_VERIFIED, Account::emailVerified)
            .and(USER_ACCOUNT.MAIL_REFUSED_AT, Account::mailRefusedAt)
            .and(USER_ACCOUNT.FULL_NAME, Account::fullName)
            .and(USER_ACCOUNT.ROLES, account -> names(account.roles()))
            .and(USER_ACCOUNT.EXTERNAL_ID, account -> account.annotations().externalId())
            .and(USER_ACCOUNT.METADATA, account -> account.annotations().metadataJson());

    static final List<Field<?>> COLUMNS = CHANGEABLE
            .and(
                    USER_ACCOUNT.ID,
                    USER_ACCOUNT.DEFAULT_WORKSPACE_ID,
                    USER_ACCOUNT.REVISION,
                    USER_ACCOUNT.CREATED_AT,
                    USER_ACCOUNT.UPDATED_AT)
            .fields();

    private static final Columns<Creation> CREATED = Columns.<Creation>of(
                    USER_ACCOUNT.ID, made -> made.user().id())
            .and(USER_ACCOUNT.EMAIL, made -> made.user().email())
            .and(USER_ACCOUNT.EMAIL_KEY, made -> made.user().emailKey())
            .and(USER_ACCOUNT.EMAIL_VERIFIED, made -> made.user().emailVerified())
            .and(USER_ACCOUNT.FULL_NAME, made -> made.user().fullName())
            .and(USER_ACCOUNT.PASSWORD_HASH, made -> made.user().passwordHash())
            .and(USER_ACCOUNT.ROLES, made -> names(made.user().roles()))
            .and(USER_ACCOUNT.EXTERNAL_ID, made -> made.user().annotations().externalId())
            .and(USER_ACCOUNT.METADATA, made -> made.user().annotations().metadataJson())
            .and(USER_ACCOUNT.CREATED_AT, Creation::at)
            .and(USER_ACCOUNT.UPDATED_AT, Creation::at);

    public static final ListFields<Account> LIST = ListFields.<Account>named("users")
            .field("email", textIgnoringCase(), USER_ACCOUNT.EMAIL, Account::email)
            .field("fullName", text(), USER_ACCOUNT.FULL_NAME, Account::fullName)
            .field("createdAt", timestamp(), USER_ACCOUNT.CREATED_AT, Account::createdAt)
            .filterable("externalId", text(), USER_ACCOUNT.EXTERNAL_ID)
            .filterable("mailRefusedAt", timestamp(), USER_ACCOUNT.MAIL_REFUSED_AT)
            .custom("role", AccountTable::hasRole)
            .custom("search", AccountTable::mentions)
            .bareWords("search")
            .defaultOrder("createdAt desc")
            .id("id", uuid(), USER_ACCOUNT.ID, account -> account.id().value());

    static final Condition MAY_SIGN_IN = inline(PlatformRole.USER.name()).eq(any(USER_ACCOUNT.ROLES));
    private static final Condition IS_ADMIN =
            inline(PlatformRole.ADMIN.name()).eq(any(USER_ACCOUNT.ROLES)).and(MAY_SIGN_IN);

    private static final ParameterizedSql<UserId, Account> FIND =
            ParameterizedSql.rows(id -> accounts().where(id.eq(USER_ACCOUNT.ID)), AccountTable::account);

    private static final ParameterizedSql<EmailAddress, Account> LOCK_BY_ADDRESS = ParameterizedSql.rows(
            address -> accounts()
                    .where(address.eq(USER_ACCOUNT.EMAIL_KEY, EmailAddress::key))
                    .forUpdate(),
            AccountTable::account);

    private static final ParameterizedSql<String, Account> LOCK_WHERE_MAIL_IS_TAKEN =
            lockByKey(USER_ACCOUNT.MAIL_REFUSED_AT.isNull());

    private static final ParameterizedSql<String, Account> LOCK_WHERE_MAIL_IS_REFUSED =
            lockByKey(USER_ACCOUNT.MAIL_REFUSED_AT.isNotNull());

    private static final ParameterizedSql<UserId, Account> LOCK =
            ParameterizedSql.rows(id -> accounts().where(id.eq(USER_ACCOUNT.ID)).forUpdate(), AccountTable::account);

    // In the order of the ids, so that two who lock several never wait for each other.
    private static final ParameterizedSql<UserId, Account> LOCK_WITH_ADMINS = ParameterizedSql.rows(
            id -> accounts()
                    .where(id.eq(USER_ACCOUNT.ID).or(IS_ADMIN))
                    .orderBy(USER_ACCOUNT.ID)
                    .forUpdate(),
            AccountTable::account);

    private static final ParameterizedSql<String, UserProfile> PROFILE_BY_EMAIL = ParameterizedSql.rows(
            emailKey -> profiles().where(emailKey.eq(USER_PROFILE.EMAIL_KEY)), AccountTable::profile);

    private static final ParameterizedSql<Collection<UserId>, UserProfile> PROFILES = ParameterizedSql.rows(
            ids -> profiles().where(ids.isOneOf(USER_PROFILE.ID, all -> all)), AccountTable::profile);

    private static final ParameterizedSql<PasswordRecord, Account> LOCK_FOR_SIGN_IN = ParameterizedSql.rows(
            password -> accounts()
                    .where(password.eq(USER_ACCOUNT.ID, PasswordRecord::user))
                    .and(password.eq(USER_ACCOUNT.PASSWORD_VERSION, PasswordRecord::version))
                    .forShare(),
            AccountTable::account);

    private static final ParameterizedSql<UserId, Account> LOCK_TO_SIGN_IN =
            ParameterizedSql.rows(id -> accounts().where(id.eq(USER_ACCOUNT.ID)).forShare(), AccountTable::account);

    private static final ParameterizedSql<Creation, Account> INSERT = ParameterizedSql.rows(
            made -> insertInto(USER_ACCOUNT).set(made.values(CREATED)).returning(COLUMNS), AccountTable::account);

    private static final ParameterizedSql<Change, Account> UPDATE = ParameterizedSql.rows(
            change -> update(USER_ACCOUNT)
                    .set(change.values(CHANGEABLE, Change::wanted))
                    .set(
                            USER_ACCOUNT.EMAIL_KEY,
                            coalesce(change.value(USER_ACCOUNT.EMAIL_KEY, Change::key), USER_ACCOUNT.EMAIL_KEY))
                    .set(USER_ACCOUNT.UPDATED_AT, change.value(USER_ACCOUNT.UPDATED_AT, Change::at))
                    .set(USER_ACCOUNT.REVISION, USER_ACCOUNT.REVISION.plus(inline(1)))
                    .where(change.eq(USER_ACCOUNT.ID, Change::id))
                    .returning(COLUMNS),
            AccountTable::account);

    private static final ParameterizedSql<UserId, Void> DELETE =
            ParameterizedSql.change(id -> deleteFrom(USER_ACCOUNT).where(id.eq(USER_ACCOUNT.ID)));

    private static final ParameterizedSql<DefaultWorkspace, Void> SET_DEFAULT_WORKSPACE =
            ParameterizedSql.change(chosen -> update(USER_ACCOUNT)
                    .set(
                            USER_ACCOUNT.DEFAULT_WORKSPACE_ID,
                            chosen.value(USER_ACCOUNT.DEFAULT_WORKSPACE_ID, DefaultWorkspace::workspace))
                    .where(chosen.eq(USER_ACCOUNT.ID, DefaultWorkspace::user)));

    private static final Sql<Boolean> HAS_ADMIN =
            Sql.rows(selectOne().from(USER_ACCOUNT).where(IS_ADMIN).limit(1), row -> true);

    // The mode conflicts with itself and with every change, but with no reader.
    private static final Sql<Void> LOCK_ACCOUNTS =
            Sql.change(query("lock table {0} in share row exclusive mode", USER_ACCOUNT));

    private record Creation(NewUser user, Instant at) {}

    private record Change(Account wanted, Optional<EmailAddress> address, Instant at) {

        UserId id() {
            return wanted.id();
        }

        Optional<String> key() {
            return address.map(EmailAddress::key);
        }
    }

    private record DefaultWorkspace(UserId user, WorkspaceId workspace) {}

    Future<Optional<Account>> find(Database database, UserId id) {
        return database.first(Tenant.PLATFORM, FIND.with(id));
    }

    Future<Page<Account>> list(Database database, PageRequest<Account> page) {
        return page.read(
                database,
                Tenant.PLATFORM,
                asked -> accounts()
                        .where(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                AccountTable::account);
    }

    private static Condition hasRole(String role) {
        return val(role.toUpperCase(Locale.ROOT)).eq(any(USER_ACCOUNT.ROLES));
    }

    private static Condition mentions(String text) {
        return USER_ACCOUNT.FULL_NAME.containsIgnoreCase(text).or(USER_ACCOUNT.EMAIL.containsIgnoreCase(text));
    }

    Future<Optional<Account>> lock(Tx tx, UserId id) {
        return tx.first(LOCK.with(id));
    }

    Future<Optional<Account>> lockByAddress(Tx tx, EmailAddress address) {
        return tx.first(LOCK_BY_ADDRESS.with(address));
    }

    /** The account that is found by the key, if mail to it is refused, or if it is not. */
    Future<Optional<Account>> lockByMail(Tx tx, String emailKey, boolean isRefused) {
        return tx.first((isRefused ? LOCK_WHERE_MAIL_IS_REFUSED : LOCK_WHERE_MAIL_IS_TAKEN).with(emailKey));
    }

    /** The account, if there is one, and all administrators, in no particular order. */
    Future<List<Account>> lockWithAdmins(Tx tx, UserId id) {
        return tx.list(LOCK_WITH_ADMINS.with(id));
    }

    Future<Optional<UserProfile>> profileByEmail(Database database, String emailKey) {
        return database.first(Tenant.PLATFORM, PROFILE_BY_EMAIL.with(emailKey));
    }

    Future<List<UserProfile>> profiles(Database database, Collection<UserId> ids) {
        return database.list(Tenant.PLATFORM, PROFILES.with(ids));
    }

    /** The account if its password is still the one of this version, which it stays until the transaction ends. */
    Future<Optional<Account>> lockForSignIn(Tx tx, PasswordRecord password) {
        return tx.first(LOCK_FOR_SIGN_IN.with(password));
    }

    /** Not against other sign-ins. */
    Future<Optional<Account>> lockToSignIn(Tx tx, UserId id) {
        return tx.first(LOCK_TO_SIGN_IN.with(id));
    }

    Future<Account> insert(Tx tx, NewUser user, Instant now) {
        return tx.first(INSERT.with(new Creation(user, now)))
                .map(Optional::orElseThrow)
                .recover(taken(user.email()));
    }

    /** Writes what administrators change of an account; the key of its address too, when that is another one. */
    Future<Account> write(Tx tx, Account wanted, Optional<EmailAddress> address, Instant now) {
        return tx.first(UPDATE.with(new Change(wanted, address, now)))
                .map(Optional::orElseThrow)
                .recover(taken(wanted.email()));
    }

    private static Function<Throwable, Future<Account>> taken(String email) {
        return ConstraintViolation.means(Map.of(
                "user_account_email_unique",
                () -> NewUser.emailExists(email),
                "user_account_external_id_unique",
                NewUser::externalIdExists));
    }

    Future<Void> delete(Tx tx, UserId id) {
        return tx.execute(DELETE.with(id)).mapEmpty();
    }

    Future<Void> setDefaultWorkspace(Tx tx, UserId id, WorkspaceId workspace) {
        return tx.execute(SET_DEFAULT_WORKSPACE.with(new DefaultWorkspace(id, workspace)))
                .mapEmpty();
    }

    Future<Boolean> hasAdmin(Database database) {
        return database.first(Tenant.PLATFORM, HAS_ADMIN).map(Optional::isPresent);
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

    private static ParameterizedSql<String, Account> lockByKey(Condition which) {
        return ParameterizedSql.rows(
                key -> accounts()
                        .where(key.eq(USER_ACCOUNT.EMAIL_KEY))
                        .and(which)
                        .forUpdate(),
                AccountTable::account);
    }

    private static SelectJoinStep<Record> accounts() {
        return select(COLUMNS).from(USER_ACCOUNT);
    }

    private static SelectJoinStep<?> profiles() {
        return select(USER_PROFILE.ID, USER_PROFILE.EMAIL, USER_PROFILE.EMAIL_VERIFIED, USER_PROFILE.FULL_NAME)
                .from(USER_PROFILE);
    }

    private static UserProfile profile(ResultRow row) {
        return new UserProfile(
                new UserId(row.get(USER_PROFILE.ID)),
                row.get(USER_PROFILE.EMAIL),
                row.get(USER_PROFILE.EMAIL_VERIFIED),
                row.get(USER_PROFILE.FULL_NAME));
    }

    static Account account(ResultRow row) {
        return new Account(
                new UserId(row.get(USER_ACCOUNT.ID)),
                row.get(USER_ACCOUNT.EMAIL),
                row.get(USER_ACCOUNT.EMAIL_VERIFIED),
                Optional.ofNullable(row.instant(USER_ACCOUNT.MAIL_REFUSED_AT)),
                row.get(USER_ACCOUNT.FULL_NAME),
                roles(row.get(USER_ACCOUNT.ROLES)),
                Optional.ofNullable(row.get(USER_ACCOUNT.DEFAULT_WORKSPACE_ID)).map(WorkspaceId::new),
                Annotations.of(row.get(USER_ACCOUNT.EXTERNAL_ID), row.json(USER_ACCOUNT.METADATA)),
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
