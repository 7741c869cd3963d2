package dev.guildhall.core.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParameterizedSqlTest {

    private static final Table<Record> SEAT = table(name("seat"));
    private static final Field<UUID> WORKSPACE_ID = field(name("workspace_id"), UUID.class);
    private static final Field<UUID> USER_ID = field(name("user_id"), UUID.class);
    private static final Field<String> KIND = field(name("kind"), String.class);
    private static final Field<String> NOTE = field(name("note"), String.class);
    private static final Field<JSONB> DATA = field(name("data"), JSONB.class);
    private static final Field<byte[]> HASH = field(name("hash"), byte[].class);
    private static final Field<OffsetDateTime> TAKEN_AT = field(name("taken_at"), OffsetDateTime.class);
    private static final Field<Integer> REVISION = field(name("revision"), Integer.class);

    private static final Columns<Seat> CHANGEABLE = Columns.of(NOTE, Seat::note).and(KIND, Seat::kind);
    private static final Columns<Seat> COLUMNS = Columns.of(USER_ID, Seat::user)
            .and(WORKSPACE_ID, Seat::workspace)
            .and(CHANGEABLE)
            .and(DATA, Seat::data)
            .and(HASH, Seat::hash)
            .and(TAKEN_AT, Seat::takenAt)
            .and(REVISION);

    private static final ParameterizedSql<Seat, Void> INSERT =
            ParameterizedSql.change(seat -> insertInto(SEAT).set(seat.values(COLUMNS)));
    private static final ParameterizedSql<Key, Seat> FIND = ParameterizedSql.rows(
            key -> select(COLUMNS.fields())
                    .from(SEAT)
                    .where(key.eq(USER_ID, Key::user))
                    .and(key.eq(WORKSPACE_ID, Key::workspace)),
            ParameterizedSqlTest::seat);
    private static final ParameterizedSql<Set<UserId>, UUID> OF_USERS = ParameterizedSql.rows(
            users -> select(USER_ID).from(SEAT).where(users.isOneOf(USER_ID, all -> all)), row -> row.get(USER_ID));
    private static final ParameterizedSql<Change, Integer> SAVE = ParameterizedSql.rows(
            change -> update(SEAT)
                    .set(change.values(CHANGEABLE, Change::wanted))
                    .set(REVISION, REVISION.plus(inline(1)))
                    .where(change.eq(REVISION, Change::seen))
                    .and(change.eq(USER_ID, seat -> seat.wanted().user()))
                    .returning(REVISION),
            row -> row.get(REVISION));

    private static EmbeddedPostgres postgres;
    private static Vertx vertx;
    private static DatabasePool pool;
    private static Database database;

    private final WorkspaceId workspace = new WorkspaceId(UUID.randomUUID());
    private final UserId user = new UserId(UUID.randomUUID());
    private final Seat seat = new Seat(
            workspace,
            user,
            ErrorKind.CONFLICT,
            Optional.empty(),
            new JsonObject().put("row", 7),
            new byte[] {1, 2, 3},
            Instant.parse("2026-01-02T03:04:05Z"));

    private record Key(WorkspaceId workspace, UserId user) {}

    private record Change(Seat wanted, int seen) {}

    private record Seat(
            WorkspaceId workspace,
            UserId user,
            ErrorKind kind,
            Optional<String> note,
            JsonObject data,
            byte[] hash,
            Instant takenAt) {}

    @BeforeAll
    static void start() throws TimeoutException {
        postgres = EmbeddedPostgres.startTemporary();
        vertx = Vertx.vertx();
        pool = DatabasePool.create(vertx, PgConnectOptions.fromUri(postgres.url(EmbeddedPostgres.DATABASE)));
        database = new Database(vertx, pool);
        result(change("""
                create table seat (workspace_id uuid, user_id uuid, kind text, note text, data jsonb, hash bytea,
                                   taken_at timestamptz, revision integer not null default 1)"""));
    }

    @AfterAll
    static void stop() throws TimeoutException {
        result(pool.close());
        result(vertx.close());
        postgres.close();
    }

    @BeforeEach
    void empty() throws TimeoutException {
        result(change("truncate seat"));
    }

    @Test
    void bindsEachValueToThePlaceThatNamesIt() throws TimeoutException {
        insert(seat);

        var found = result(database.first(Tenant.PLATFORM, FIND.with(new Key(workspace, user))));
        var swapped = result(database.first(
                Tenant.PLATFORM, FIND.with(new Key(new WorkspaceId(user.value()), new UserId(workspace.value())))));

        assertThat(found).get().usingRecursiveComparison().isEqualTo(seat);
        assertThat(swapped).isEmpty();
    }

    @Test
    void writesOnlyTheColumnsThatAChangeNames() throws TimeoutException {
        insert(seat);
        var wanted = new Seat(
                workspace,
                user,
                ErrorKind.FORBIDDEN,
                Optional.of("by the window"),
                new JsonObject(),
                null,
                Instant.EPOCH);

        var revision = result(save(wanted, 1));
        var late = result(save(seat, 1));

        assertThat(revision).contains(2);
        assertThat(late).isEmpty();
        var found = result(database.first(Tenant.PLATFORM, FIND.with(new Key(workspace, user))))
                .orElseThrow();
        assertThat(found.kind()).isEqualTo(ErrorKind.FORBIDDEN);
        assertThat(found.note()).contains("by the window");
        assertThat(found.data()).isEqualTo(seat.data());
        assertThat(found.takenAt()).isEqualTo(seat.takenAt());
    }

    @Test
    void findsThoseOfAnyNumberOfValues() throws TimeoutException {
        insert(seat);

        assertThat(result(database.list(Tenant.PLATFORM, OF_USERS.with(Set.of(user, new UserId(UUID.randomUUID()))))))
                .containsExactly(user.value());
        assertThat(result(database.list(Tenant.PLATFORM, OF_USERS.with(Set.of()))))
                .isEmpty();
    }

    @Test
    void bindsOneValueAtSeveralPlaces() throws TimeoutException {
        ParameterizedSql<Integer, Integer> thrice = ParameterizedSql.rows(
                number -> resultQuery(
                        "select {0} * 100 + {1} * 10 + {0} as revision",
                        number.value(REVISION), number.value(REVISION)),
                row -> row.get(REVISION));

        assertThat(result(database.first(Tenant.PLATFORM, thrice.with(4)))).contains(444);
        assertThat(result(database.first(Tenant.PLATFORM, thrice.with(5)))).contains(555);
    }

    @Test
    void refusesToBeCalledWithNothing() {
        assertThatThrownBy(() -> FIND.with(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void refusesAValueThatIsNoPlaceOfTheQuery() {
        var lent = new AtomicReference<Field<UUID>>();
        ParameterizedSql<UserId, Void> lender = ParameterizedSql.change(of -> {
            lent.set(of.value(USER_ID));
            return update(SEAT).set(REVISION, inline(1)).where(USER_ID.eq(lent.get()));
        });
        ParameterizedSql<UserId, Void> borrower = ParameterizedSql.change(
                of -> update(SEAT).set(REVISION, inline(1)).where(USER_ID.eq(lent.get())));
        ParameterizedSql<UserId, Void> forgetful = ParameterizedSql.change(of -> {
            lent.set(of.value(USER_ID));
            return update(SEAT).set(REVISION, inline(1));
        });
        ParameterizedSql<UserId, Void> own =
                ParameterizedSql.change(of -> update(SEAT).set(REVISION, 1).where(of.eq(USER_ID)));

        assertThat(lender.with(user).text()).contains("$1");
        assertThat(List.of(borrower, forgetful, own))
                .allSatisfy(wrong -> assertThatThrownBy(() -> wrong.with(user).text())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("update \"seat\""));
    }

    @Test
    void leavesNoTransactionOpenWhereItCannotBeWritten() throws TimeoutException {
        ParameterizedSql<UserId, UUID> wrong = ParameterizedSql.rows(
                of -> select(USER_ID).from(SEAT).where(of.eq(USER_ID)).limit(1), row -> row.get(USER_ID));

        assertThatThrownBy(() -> result(database.list(Tenant.PLATFORM, wrong.with(user))))
                .isInstanceOf(IllegalStateException.class);

        // Which a transaction would refuse.
        result(pool.use(Turn.probe(), connection -> connection.query("vacuum seat")));
    }

    @Test
    void doesNotCompileWithAnIdOfAnotherKindNorWithoutItsValues() {
        assertThat(errorsOf("tx.first(FIND.with(user))")).isEmpty();
        assertThat(errorsOf("tx.first(FIND.with(workspace))"))
                .singleElement()
                .asString()
                .contains("WorkspaceId cannot be converted to");
        assertThat(errorsOf("tx.first(FIND.with(user.value()))")).hasSize(1);
        assertThat(errorsOf("tx.first(FIND.with())")).hasSize(1);
        assertThat(errorsOf("tx.first(FIND)")).hasSize(1);
    }

    private static List<String> errorsOf(String call) {
        var source = """
                import dev.guildhall.core.database.*;
                import dev.guildhall.core.id.*;
                abstract class Caller {
                    ParameterizedSql<UserId, String> FIND;
                    Object call(Tx tx, UserId user, WorkspaceId workspace) {
                        return %s;
                    }
                }
                """.formatted(call);
        var file = new SimpleJavaFileObject(URI.create("string:///Caller.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoringErrors) {
                return source;
            }
        };
        var found = new DiagnosticCollector<JavaFileObject>();
        var options = List.of(
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-implicit:none",
                "-d",
                System.getProperty("java.io.tmpdir"));
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, found, options, null, List.of(file))
                .call();
        return found.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getMessage(null))
                .toList();
    }

    private static Seat seat(ResultRow row) {
        return new Seat(
                new WorkspaceId(row.get(WORKSPACE_ID)),
                new UserId(row.get(USER_ID)),
                ErrorKind.valueOf(row.get(KIND)),
                Optional.ofNullable(row.get(NOTE)),
                row.json(DATA),
                row.get(HASH),
                row.instant(TAKEN_AT));
    }

    private static void insert(Seat seat) throws TimeoutException {
        var inserted = result(database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(INSERT.with(seat))));
        assertThat(inserted).isEqualTo(1);
    }

    private static Future<Optional<Integer>> save(Seat wanted, int seen) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.first(SAVE.with(new Change(wanted, seen))));
    }

    private static Future<Integer> change(String sql) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(query(sql)));
    }

    private static <T> T result(Future<T> future) throws TimeoutException {
        return future.await(15, SECONDS);
    }
}
