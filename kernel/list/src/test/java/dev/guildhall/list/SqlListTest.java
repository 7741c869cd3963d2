package dev.guildhall.list;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.DatabasePool;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.list.Page.Total;
import dev.guildhall.list.PageQuery.Names;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlListTest {

    private static EmbeddedPostgres postgres;
    private static Vertx vertx;
    private static Pool pool;
    private static Database database;

    private final Random random = new Random(11);

    @BeforeAll
    static void start() {
        postgres = EmbeddedPostgres.startTemporary();
        vertx = Vertx.vertx();
        pool = PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(postgres.url(EmbeddedPostgres.DATABASE)))
                .using(vertx)
                .build();
        database = new Database(
                vertx, DatabasePool.create(vertx, PgConnectOptions.fromUri(postgres.url(EmbeddedPostgres.DATABASE))));
    }

    @AfterAll
    static void stop() throws TimeoutException {
        await(vertx.close());
        postgres.close();
    }

    @BeforeEach
    void emptyTable() throws TimeoutException {
        await(pool.query("""
            drop table if exists thing;
            create table thing (id uuid primary key, name text, role text, plan text,
                created_at timestamptz, size int, price numeric, active boolean, owner uuid,
                age_millis bigint)
            """).execute());
    }

    @Test
    void answersEveryFilterInSqlAsInJava() throws TimeoutException {
        var things = PageRequestTest.things(400, random);
        insert(things);
        var selective = 0;

        for (var round = 0; round < 600; round++) {
            var text = RandomThings.filter(random);
            var filter = Thing.FIELDS.filter(text);

            var found = ids(await(select(filter.condition())).stream());

            assertThat(found).as(text).isEqualTo(ids(things.stream().filter(filter::matches)));
            selective += found.isEmpty() || found.size() == things.size() ? 0 : 1;
        }

        assertThat(selective).isGreaterThan(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "name",
                "name desc",
                "role,size desc",
                "plan desc",
                "size,plan desc,createTime",
                "createTime",
                "price,name desc",
                "active",
                "size,active desc,name",
                "owner.id desc",
                "owner.id,age",
                "age desc,size desc"
            })
    void walksPagesInSqlAsInJava(String orderBy) throws TimeoutException {
        var things = PageRequestTest.things(150, random);
        insert(things);
        var whole = PageRequest.of(Thing.FIELDS, new PageQuery("1000", null, null, orderBy, Names.CAMEL_CASE));

        var walked = new ArrayList<Thing>();
        Optional<String> token = Optional.empty();
        do {
            var page = page(new PageQuery("7", token.orElse(null), null, orderBy, Names.CAMEL_CASE));
            walked.addAll(page.items());
            token = page.nextPageToken();
        } while (token.isPresent());

        assertThat(walked)
                .extracting(Thing::id)
                .containsExactlyElementsOf(
                        whole.select(things).items().stream().map(Thing::id).toList());
    }

    @Test
    void countsWhatIsOnAllPagesForWhoAsks() throws TimeoutException {
        var things = PageRequestTest.things(30, random);
        insert(things);
        var kept = (int) things.stream()
                .filter(Thing.FIELDS.filter("active = true")::matches)
                .count();

        for (var filter : Arrays.asList(null, "active = true")) {
            var asked = new PageQuery("4", null, filter, "name", true, Names.CAMEL_CASE);
            var first = page(asked);
            var second = page(
                    new PageQuery("4", first.nextPageToken().orElseThrow(), filter, "name", true, Names.CAMEL_CASE));

            var total = Optional.of(new Total(filter == null ? 30 : kept, false));
            assertThat(first.total()).isEqualTo(total);
            assertThat(second.total()).isEqualTo(total);
            assertThat(PageRequest.of(Thing.FIELDS, asked).select(things).total())
                    .isEqualTo(total);
        }
        assertThat(page(new PageQuery("4", null, null, "name", Names.CAMEL_CASE))
                        .total())
                .isEmpty();
    }

    @Test
    void countsNoMoreThanATenThousandAndSaysSo() throws TimeoutException {
        fill(Total.MOST);
        var asked = new PageQuery("1", null, null, null, true, Names.CAMEL_CASE);

        assertThat(page(asked).total()).contains(new Total(Total.MOST, false));
        fill(1);
        assertThat(page(asked).total()).contains(new Total(Total.MOST, true));
    }

    private static void fill(int number) throws TimeoutException {
        await(pool.query("insert into thing (id, name, created_at) select gen_random_uuid(), 'x', now()"
                        + " from generate_series(1, " + number + ")")
                .execute());
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "createTime desc,name", "size desc", "role,price desc"})
    void neitherRepeatsNorHidesARowWhileOthersComeAndGo(String orderBy) throws TimeoutException {
        var staying = PageRequestTest.things(120, random);
        insert(staying);
        var leaving = PageRequestTest.things(60, random);
        insert(leaving);

        var walked = new ArrayList<Thing>();
        Optional<String> token = Optional.empty();
        var round = 0;
        do {
            var page = page(new PageQuery("10", token.orElse(null), "", orderBy, Names.CAMEL_CASE));
            walked.addAll(page.items());
            token = page.nextPageToken();
            insert(PageRequestTest.things(5, random));
            remove(leaving.subList(Math.min(round * 5, 60), Math.min(round * 5 + 5, 60)));
            round++;
        } while (token.isPresent());

        assertThat(walked).extracting(Thing::id).doesNotHaveDuplicates();
        assertThat(walked)
                .extracting(Thing::id)
                .containsAll(staying.stream().map(Thing::id).toList());
    }

    @Test
    void aRowOfSeveralValuesIsFoundByEachOfThemInEverySpelling() throws TimeoutException {
        var two = Thing.named("two");
        insert(List.of(two));
        var value = DSL.field(DSL.name("value"), SQLDataType.CLOB);
        var values = DSL.values(DSL.row("red"), DSL.row("blue")).as("values", "value");
        var fields = ListFields.<Thing>named("painted")
                .repeated(
                        "paint",
                        FieldType.textIgnoringCase(),
                        some -> DSL.exists(DSL.selectOne().from(values).where(some)),
                        value,
                        DSL.concat(DSL.inline("light "), value))
                .id("id", FieldType.uuid(), Thing.ID, Thing::id);

        for (var found :
                List.of("paint=RED", "paint=red paint=blue", "paint='light blue'", "paint:gh", "paint!=green")) {
            assertThat(await(select(fields.filter(found).condition())))
                    .as(found)
                    .hasSize(1);
        }
        for (var hidden : List.of("paint=green", "paint!=red", "NOT paint=blue", "paint=(red AND green)")) {
            assertThat(await(select(fields.filter(hidden).condition())))
                    .as(hidden)
                    .isEmpty();
        }
    }

    private static Set<UUID> ids(Stream<Thing> things) {
        return things.map(Thing::id).collect(Collectors.toSet());
    }

    private Page<Thing> page(PageQuery query) throws TimeoutException {
        var request = PageRequest.of(Thing.FIELDS, query);
        return await(request.read(
                database,
                Tenant.PLATFORM,
                asked -> DSL.selectFrom(Thing.TABLE)
                        .where(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(asked.limit()),
                SqlListTest::thing));
    }

    private static Future<List<Thing>> select(Condition condition) {
        return database.list(
                Tenant.PLATFORM, Sql.rows(DSL.selectFrom(Thing.TABLE).where(condition), SqlListTest::thing));
    }

    private static Thing thing(ResultRow row) {
        var age = row.get(Thing.AGE);
        return new Thing(
                row.get(Thing.ID),
                row.get(Thing.NAME),
                row.get(Thing.ROLE),
                row.get(Thing.PLAN),
                row.instant(Thing.CREATED_AT),
                row.get(Thing.SIZE),
                row.get(Thing.PRICE),
                row.get(Thing.ACTIVE),
                row.get(Thing.OWNER),
                age == null ? null : Duration.ofMillis(age));
    }

    private static void insert(List<Thing> things) throws TimeoutException {
        var insert = DSL.insertInto(Thing.TABLE)
                .columns(
                        Thing.ID,
                        Thing.NAME,
                        Thing.ROLE,
                        Thing.PLAN,
                        Thing.CREATED_AT,
                        Thing.SIZE,
                        Thing.PRICE,
                        Thing.ACTIVE,
                        Thing.OWNER,
                        Thing.AGE);
        for (var thing : things) {
            var time = thing.createTime();
            var age = thing.age();
            insert = insert.values(
                    thing.id(),
                    thing.name(),
                    thing.role(),
                    thing.plan(),
                    time == null ? null : time.atOffset(ZoneOffset.UTC),
                    thing.size(),
                    thing.price(),
                    thing.active(),
                    thing.owner(),
                    age == null ? null : age.toMillis());
        }
        var complete = insert;
        await(database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(complete)));
    }

    private static void remove(List<Thing> things) throws TimeoutException {
        var ids = things.stream().map(Thing::id).toList();
        var delete = DSL.deleteFrom(Thing.TABLE).where(Thing.ID.in(ids));
        await(database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(delete)));
    }

    private static <V> V await(Future<V> future) throws TimeoutException {
        return future.await(20, SECONDS);
    }
}
