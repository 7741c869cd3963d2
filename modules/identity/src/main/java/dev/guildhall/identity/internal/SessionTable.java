package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.APP_MEMBERSHIP;
import static dev.guildhall.db.Tables.REFRESH_TOKEN;
import static dev.guildhall.db.Tables.USER_SESSION;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.identity.OpenSession;
import dev.guildhall.identity.TokenScopes;
import dev.guildhall.identity.internal.Session.Holder;
import dev.guildhall.identity.internal.Session.Minted;
import dev.guildhall.identity.internal.factor.SessionProof;
import dev.guildhall.identity.internal.factor.SignInMethod;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;

/** All SQL on the table {@code user_session}. */
public final class SessionTable {

    static final List<Field<?>> COLUMNS = List.of(
            USER_SESSION.ID,
            USER_SESSION.USER_ID,
            USER_SESSION.ORGANIZATION_ID,
            USER_SESSION.APP_ID,
            USER_SESSION.OAUTH_CLIENT_ID,
            USER_SESSION.SCOPES,
            USER_SESSION.TOKEN_SECONDS,
            USER_SESSION.AUTHENTICATED_AT,
            USER_SESSION.METHODS,
            USER_SESSION.EXPIRES_AT,
            USER_SESSION.ENDED_AT);

    /** Those that people have opened, of which one is shown. */
    public static final ListFields<OpenSession> LIST = ListFields.<OpenSession>named("sessions")
            .field("createdAt", timestamp(), USER_SESSION.CREATED_AT, OpenSession::createdAt)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), USER_SESSION.ID, OpenSession::id);

    private static final Columns<Ended> ENDED =
            Columns.of(USER_SESSION.ENDED_AT, Ended::at).and(USER_SESSION.END_REASON, Ended::reason);

    private static final ParameterizedSql<NewSession, Void> INSERT = ParameterizedSql.change(session -> insertInto(
                    USER_SESSION)
            .set(session.values(Columns.of(USER_SESSION.ID, NewSession::id)
                    .and(USER_SESSION.USER_ID, NewSession::user)
                    .and(
                            USER_SESSION.COOKIE_HASH,
                            made -> made.cookie().map(ClientSecret::hash).orElse(null))
                    .and(USER_SESSION.ORGANIZATION_ID, NewSession::organization)
                    .and(USER_SESSION.APP_ID, made -> made.session().heldBy(Holder.Kind.APP))
                    .and(USER_SESSION.OAUTH_CLIENT_ID, made -> made.session().heldBy(Holder.Kind.APPLICATION))
                    .and(
                            USER_SESSION.OF_NO_ORGANIZATION,
                            made -> made.session().place().equals(Optional.of(Tenant.PLATFORM)))
                    .and(
                            USER_SESSION.SCOPES,
                            made -> made.minted()
                                    .flatMap(Minted::scopes)
                                    .map(TokenScopes::toArray)
                                    .orElse(null))
                    .and(
                            USER_SESSION.TOKEN_SECONDS,
                            made -> made.minted()
                                    .map(minted -> (int) minted.tokenLife().toSeconds())
                                    .orElse(null))
                    .and(USER_SESSION.SSO_IDENTITY_ID, made -> made.provider().map(ProviderSession::identity))
                    .and(USER_SESSION.SSO_SID, made -> made.provider().flatMap(ProviderSession::sid))
                    .and(
                            USER_SESSION.AUTHENTICATED_AT,
                            made -> made.session().proof().map(SessionProof::at))
                    .and(USER_SESSION.METHODS, made -> names(made.methods()))
                    .and(USER_SESSION.IP_ADDRESS, made -> made.client().address())
                    .and(USER_SESSION.NETWORK, made -> made.client().network())
                    .and(USER_SESSION.USER_AGENT, made -> made.client().userAgent())
                    .and(USER_SESSION.CREATED_AT, NewSession::createdAt)
                    .and(USER_SESSION.LAST_USED_AT, NewSession::createdAt)
                    .and(USER_SESSION.EXPIRES_AT, NewSession::expiresAt))));

    /** Two at most: who has more has none that goes without saying. */
    private static final ParameterizedSql<UserId, UUID> ORGANIZATIONS = ParameterizedSql.rows(
            user -> select(APP_MEMBERSHIP.ORGANIZATION_ID)
                    .from(APP_MEMBERSHIP)
                    .where(user.eq(APP_MEMBERSHIP.USER_ID))
                    .limit(inline(2))
                    .forKeyShare(),
            row -> row.get(APP_MEMBERSHIP.ORGANIZATION_ID));

    private static final ParameterizedSql<UUID, Session> LOCK = ParameterizedSql.rows(
            id -> select(COLUMNS)
                    .from(USER_SESSION)
                    .where(id.eq(USER_SESSION.ID))
                    .forUpdate(),
            SessionTable::session);

    private static final ParameterizedSql<Scope, Void> SCOPE_TO = ParameterizedSql.change(scope -> update(USER_SESSION)
            .set(USER_SESSION.ORGANIZATION_ID, scope.value(USER_SESSION.ORGANIZATION_ID, Scope::organization))
            .where(scope.eq(USER_SESSION.ID, Scope::session)));

    private static final ParameterizedSql<Session, Void> PROVE = ParameterizedSql.change(session -> update(USER_SESSION)
            .set(session.values(Columns.of(
                            USER_SESSION.AUTHENTICATED_AT,
                            (Session proven) -> proven.proof().map(SessionProof::at))
                    .and(
                            USER_SESSION.METHODS,
                            proven -> names(proven.proof().orElseThrow().methods()))))
            .where(session.eq(USER_SESSION.ID, Session::id)));

    private static final ParameterizedSql<UUID, Session> FIND = ParameterizedSql.rows(
            id -> select(COLUMNS).from(USER_SESSION).where(id.eq(USER_SESSION.ID)), SessionTable::session);

    private static final ParameterizedSql<byte[], UUID> ID_BY_COOKIE = ParameterizedSql.rows(
            hash -> select(USER_SESSION.ID).from(USER_SESSION).where(hash.eq(USER_SESSION.COOKIE_HASH)),
            row -> row.get(USER_SESSION.ID));

    private static final ParameterizedSql<byte[], Session> LOCK_BY_REFRESH_TOKEN = ParameterizedSql.rows(
            hash -> select(COLUMNS)
                    .from(USER_SESSION)
                    .where(USER_SESSION.ID.eq(
                            select(REFRESH_TOKEN.SESSION_ID).from(REFRESH_TOKEN).where(hash.eq(REFRESH_TOKEN.HASH))))
                    .forUpdate(),
            SessionTable::session);

    private static final ParameterizedSql<End, Void> END = ParameterizedSql.change(end -> update(USER_SESSION)
            .set(end.values(ENDED, End::as))
            .where(end.eq(USER_SESSION.ID, End::session))
            .and(USER_SESSION.ENDED_AT.isNull()));

    private static final ParameterizedSql<EndOthers, Void> END_OTHERS =
            ParameterizedSql.change(end -> update(USER_SESSION)
                    .set(end.values(ENDED, EndOthers::as))
                    .where(end.eq(USER_SESSION.USER_ID, EndOthers::user))
                    .and(USER_SESSION.ID.isDistinctFrom(end.value(USER_SESSION.ID, EndOthers::kept)))
                    .and(USER_SESSION.ENDED_AT.isNull()));

    private static final ParameterizedSql<Use, Void> NOTE_USE = ParameterizedSql.change(use -> update(USER_SESSION)
            .set(
                    USER_SESSION.LAST_USED_AT,
                    greatest(USER_SESSION.LAST_USED_AT, use.value(USER_SESSION.LAST_USED_AT, Use::at)))
            .where(use.isOneOf(USER_SESSION.ID, Use::sessions)));

    // As a subquery of a condition, the choice could be made anew for each row, and each time others be taken.
    private static final ParameterizedSql<Outlived, Void> DELETE_OUTLIVED = ParameterizedSql.change(outlived -> query(
            """
            with outlived as materialized (
              select id
                from guildhall.user_session
               where coalesce(ended_at, expires_at) < {0}
               limit {1}
                 for update skip locked)
            delete from guildhall.user_session s using outlived where s.id = outlived.id
            """,
            outlived.value(USER_SESSION.EXPIRES_AT, Outlived::before),
            outlived.value(Integer.class, Outlived::atMost)));

    private record Scope(UUID session, Optional<OrganizationId> organization) {}

    private record Ended(Instant at, SessionEnd reason) {}

    private record End(UUID session, Ended as) {}

    private record EndOthers(UserId user, Optional<UUID> kept, Ended as) {}

    private record Use(Collection<UUID> sessions, Instant at) {}

    private record Outlived(Instant before, int atMost) {}

    Future<Void> insert(Tx tx, NewSession session) {
        return tx.execute(INSERT.with(session)).mapEmpty();
    }

    /** The sessions in which a user is signed in at a time. */
    Future<Page<OpenSession>> list(Database database, UserId user, Instant now, PageRequest<OpenSession> page) {
        return page.read(
                database,
                Tenant.PLATFORM,
                asked -> select(
                                USER_SESSION.ID,
                                USER_SESSION.ORGANIZATION_ID,
                                USER_SESSION.IP_ADDRESS,
                                USER_SESSION.USER_AGENT,
                                USER_SESSION.CREATED_AT,
                                USER_SESSION.LAST_USED_AT,
                                USER_SESSION.EXPIRES_AT)
                        .from(USER_SESSION)
                        .where(USER_SESSION.USER_ID.eq(user.value()))
                        .and(USER_SESSION.APP_ID.isNull())
                        .and(USER_SESSION.OAUTH_CLIENT_ID.isNull())
                        .and(USER_SESSION.ENDED_AT.isNull())
                        .and(USER_SESSION.EXPIRES_AT.gt(now.atOffset(ZoneOffset.UTC)))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                SessionTable::open);
    }

    private static OpenSession open(ResultRow row) {
        return new OpenSession(
                row.get(USER_SESSION.ID),
                Optional.ofNullable(row.get(USER_SESSION.ORGANIZATION_ID)).map(OrganizationId::new),
                Optional.ofNullable(row.get(USER_SESSION.IP_ADDRESS)),
                Optional.ofNullable(row.get(USER_SESSION.USER_AGENT)),
                row.instant(USER_SESSION.CREATED_AT),
                row.instant(USER_SESSION.LAST_USED_AT),
                row.instant(USER_SESSION.EXPIRES_AT));
    }

    Future<Optional<Session>> find(Database database, UUID id) {
        return database.first(Tenant.PLATFORM, FIND.with(id));
    }

    Future<Optional<Session>> lock(Tx tx, UUID id) {
        return tx.first(LOCK.with(id));
    }

    /** The organization of a user who is in one and no other, and stays there until the transaction ends. */
    Future<Optional<OrganizationId>> onlyOrganization(Tx tx, UserId user) {
        return tx.list(ORGANIZATIONS.with(user))
                .map(all -> all.size() == 1 ? Optional.of(new OrganizationId(all.get(0))) : Optional.empty());
    }

    /** Fails with the constraint {@code user_session_membership_fk} for an organization that is not the user's. */
    Future<Void> scopeTo(Tx tx, UUID session, Optional<OrganizationId> organization) {
        return tx.execute(SCOPE_TO.with(new Scope(session, organization))).mapEmpty();
    }

    /** Writes down that its user has proved again who they are. */
    Future<Void> prove(Tx tx, Session proven) {
        return tx.execute(PROVE.with(proven)).mapEmpty();
    }

    Future<Optional<UUID>> idByCookie(Database database, byte[] cookieHash) {
        return database.first(Tenant.PLATFORM, ID_BY_COOKIE.with(cookieHash));
    }

    /** The session a refresh token belongs to, locked until the transaction ends. */
    Future<Optional<Session>> lockByRefreshToken(Tx tx, byte[] tokenHash) {
        return tx.first(LOCK_BY_REFRESH_TOKEN.with(tokenHash));
    }

    /** Whether the session had not ended before. */
    Future<Boolean> end(Tx tx, UUID id, SessionEnd reason, Instant now) {
        return tx.execute(END.with(new End(id, new Ended(now, reason)))).map(ended -> ended == 1);
    }

    /** Ends the user's sessions but for the one to keep, if any, and says how many that were. */
    Future<Integer> endAll(Tx tx, UserId user, Optional<UUID> kept, SessionEnd reason, Instant now) {
        return tx.execute(END_OTHERS.with(new EndOthers(user, kept, new Ended(now, reason))));
    }

    Future<Void> noteUse(Database database, Collection<UUID> ids, Instant now) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> tx.execute(NOTE_USE.with(new Use(ids, now))).mapEmpty());
    }

    /** Forgets some of the sessions that ended or expired before, and says how many that were. */
    Future<Integer> deleteOutlived(Database database, Instant before, int atMost) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(DELETE_OUTLIVED.with(new Outlived(before, atMost))));
    }

    private static Optional<Holder> holder(ResultRow row) {
        return Optional.ofNullable(row.get(USER_SESSION.APP_ID))
                .map(app -> Holder.of(new AppId(app)))
                .or(() -> Optional.ofNullable(row.get(USER_SESSION.OAUTH_CLIENT_ID))
                        .map(Holder::ofApplication));
    }

    private static Minted minted(Holder holder, ResultRow row) {
        return new Minted(
                holder,
                Optional.ofNullable(row.get(USER_SESSION.SCOPES)).map(TokenScopes::stored),
                Duration.ofSeconds(row.get(USER_SESSION.TOKEN_SECONDS)));
    }

    private static String[] names(List<SignInMethod> methods) {
        return methods.stream().map(SignInMethod::name).toArray(String[]::new);
    }

    private static SessionProof proof(Instant at, ResultRow row) {
        return new SessionProof(
                at,
                Arrays.stream(row.get(USER_SESSION.METHODS))
                        .map(SignInMethod::valueOf)
                        .toList());
    }

    static Session session(ResultRow row) {
        return new Session(
                row.get(USER_SESSION.ID),
                new UserId(row.get(USER_SESSION.USER_ID)),
                Optional.ofNullable(row.get(USER_SESSION.ORGANIZATION_ID)).map(OrganizationId::new),
                holder(row).map(holder -> minted(holder, row)),
                Optional.ofNullable(row.instant(USER_SESSION.AUTHENTICATED_AT)).map(at -> proof(at, row)),
                row.instant(USER_SESSION.EXPIRES_AT),
                row.get(USER_SESSION.ENDED_AT) != null);
    }
}
