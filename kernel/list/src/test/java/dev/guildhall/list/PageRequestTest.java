package dev.guildhall.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.list.PageQuery.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageRequestTest {

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "999, 999",
        "1000, 1000",
        "1001, 1000",
        "99999999999999999999, 1000",
        "0, 50",
        "00, 50",
        "007, 7"
    })
    void takesThePageSizeWithinBounds(String pageSize, int size) {
        assertThat(request(new PageQuery(pageSize, null, null, null, Names.CAMEL_CASE))
                        .size())
                .isEqualTo(size);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void takesFiftyWhenNoPageSizeIsGiven(String pageSize) {
        assertThat(request(new PageQuery(pageSize, null, null, null, Names.CAMEL_CASE))
                        .size())
                .isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "many", "1.5", "+1", "1e3", "٣"})
    void refusesAPageSizeThatIsNoneByItsName(String pageSize) {
        assertRefused("page_size", new PageQuery(pageSize, null, null, null, Names.SNAKE_CASE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "name; name,id",
                "' name , createTime  DESC '; name,createTime desc,id desc",
                "name asc; name,id",
                "owner.id desc,size; owner.id desc,size,id",
                "' '; createTime desc,id desc",
                "''; createTime desc,id desc",
            })
    void completesEveryOrderWithTheId(String orderBy, String order) {
        assertThat(Thing.FIELDS.order(orderBy, "orderBy").text()).isEqualTo(order);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title",
                "name.first",
                "Name",
                "name down",
                "name desc desc",
                "desc",
                "name,",
                ",",
                "name,,size",
                "name,size,name desc",
                "name;size",
                "search",
                "name nulls last",
                "plan,name",
                "active desc,createTime",
            })
    void refusesAnyOtherOrder(String orderBy) {
        assertRefused("orderBy", new PageQuery(null, null, null, orderBy, Names.CAMEL_CASE));
    }

    @Test
    void refusesAnEndlessOrderByItsBeginning() {
        assertThatThrownBy(() -> Thing.FIELDS.order("x,".repeat(50_000), "orderBy"))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith(
                        "orderBy is not valid: there is no field 'x' to order by; the fields are name,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "name desc",
                "size,name desc",
                "size desc,createTime",
                "name,plan,price desc",
                "size,active,age"
            })
    void walksAListInMemoryWithoutGapOrRepeat(String orderBy) {
        var things = new ArrayList<>(things(200, new Random(7)));

        var walked = new ArrayList<Thing>();
        Optional<String> token = Optional.empty();
        do {
            Collections.shuffle(things);
            var page = request(new PageQuery("7", token.orElse(null), "size:* OR -size:*", orderBy, Names.CAMEL_CASE))
                    .select(things);
            walked.addAll(page.items());
            token = page.nextPageToken();
        } while (token.isPresent());

        assertThat(walked)
                .containsExactlyElementsOf(things.stream()
                        .sorted(Thing.FIELDS.order(orderBy, "orderBy").comparator())
                        .toList());
        assertThat(walked).doesNotHaveDuplicates().hasSize(200);
    }

    @Test
    void sortsMissingValuesLastAndFirstWhenDescending() {
        var one = Thing.named("a").withId(new UUID(0, 1));
        var none = Thing.named(null).withId(new UUID(0, 2));
        var query = new PageQuery(null, null, null, "name", Names.CAMEL_CASE);
        var descending = new PageQuery(null, null, null, "name desc", Names.CAMEL_CASE);

        assertThat(request(query).select(List.of(none, one)).items()).containsExactly(one, none);
        assertThat(request(descending).select(List.of(one, none)).items()).containsExactly(none, one);
    }

    @Test
    void keepsATokenToItsListFilterAndOrder() {
        var token = firstToken("name:*", "name");

        assertThat(request(new PageQuery("3", token, " name:* ", "name asc", Names.CAMEL_CASE))
                        .limit())
                .isEqualTo(4);
        assertRefused("pageToken", new PageQuery(null, token, "name:x", "name", Names.CAMEL_CASE));
        assertRefused("pageToken", new PageQuery(null, token, null, "name", Names.CAMEL_CASE));
        assertRefused("pageToken", new PageQuery(null, token, "name:*", "name desc", Names.CAMEL_CASE));
        assertRefused("pageToken", new PageQuery(null, token, "name:*", null, Names.CAMEL_CASE));
        var other = ListFields.<Thing>named("others")
                .field("name", FieldType.text(), Thing::name)
                .id("id", FieldType.uuid(), Thing::id);
        assertThatThrownBy(() -> PageRequest.of(other, new PageQuery(null, token, "name:*", "name", Names.CAMEL_CASE)))
                .isInstanceOf(Problem.class);
    }

    @Test
    void refusesATokenWithAnyCharacterChanged() {
        var token = firstToken(null, "name");

        for (var i = 0; i < token.length(); i++) {
            var changed = new StringBuilder(token);
            changed.setCharAt(i, token.charAt(i) == 'A' ? 'B' : 'A');
            assertRefused("pageToken", new PageQuery(null, changed.toString(), null, "name", Names.CAMEL_CASE));
            assertRefused(
                    "pageToken", new PageQuery(null, token.substring(0, i) + "=", null, "name", Names.CAMEL_CASE));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{}",
                "[null]",
                "[null,null,null]",
                "[1,2,3]",
                "[\"a\"]",
                "[[[[]]]]",
                "\"x\"",
                "[\"a\",{},[]]",
                "[",
                "",
                "[\"\\u0000\",\"\\ud800\",\"x\"]",
                "1e999999999"
            })
    void refusesATokenWithOtherContent(String content) {
        var token = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((content + " ").getBytes(StandardCharsets.UTF_8));

        assertRefused("page_token", new PageQuery(null, token, null, null, Names.SNAKE_CASE));
        assertRefused("page_token", new PageQuery(null, "x".repeat(100_001), null, null, Names.SNAKE_CASE));
    }

    @Test
    void refusesForgedKeysThatNoRowCouldHave() {
        var query = List.of("things", "", "name,createTime,size,owner.id,id");

        for (var forged : List.of(
                List.of("\u0000", "2026-01-31T12:00:00Z", "1", new UUID(0, 1).toString(), new UUID(0, 1).toString()),
                List.of("x", "+999999999-01-31T12:00:00Z", "1", new UUID(0, 1).toString(), new UUID(0, 1).toString()),
                List.of(
                        "x",
                        "2026-01-31T12:00:00Z",
                        "1e999999999",
                        new UUID(0, 1).toString(),
                        new UUID(0, 1).toString()),
                List.of("x", "2026-01-31T12:00:00Z", "1", "1-1-1-1-1", new UUID(0, 1).toString()),
                List.of("x"))) {
            var token = PageToken.encode(query, forged);
            assertRefused(
                    "pageToken", new PageQuery(null, token, null, "name,createTime,size,owner.id", Names.CAMEL_CASE));
        }
    }

    @Test
    void seeksByOneComparisonOfRowsWhereAnIndexCanServe() {
        var token = request(new PageQuery("1", null, null, null, Names.CAMEL_CASE))
                .page(things(2, new Random(1)).stream()
                        .map(thing -> thing.createdAt("2026-01-31T12:00:00Z"))
                        .toList())
                .nextPageToken();

        var next = request(new PageQuery("1", token.orElseThrow(), null, null, Names.CAMEL_CASE));

        var sql = DSL.using(SQLDialect.POSTGRES)
                .select(Thing.ID)
                .from(Thing.TABLE)
                .where(next.condition())
                .orderBy(next.orderBy())
                .limit(next.limit())
                .getSQL();
        assertThat(sql)
                .contains("(\"created_at\", \"id\") < (cast(? as timestamp with time zone), cast(? as uuid))")
                .contains("order by \"created_at\" desc, \"id\" desc");
    }

    @Test
    void readsTheParametersUnderTheNamesOfTheSurface() {
        var sent = Map.of("page_size", "3", "order_by", "name", "filter", "x", "pageSize", "4");

        var query = PageQuery.read(name -> Optional.ofNullable(sent.get(name)), Names.SNAKE_CASE);

        assertThat(query).isEqualTo(new PageQuery("3", null, "x", "name", Names.SNAKE_CASE));
    }

    @Test
    void completesARenamedListsOrderWithItsOwnIdStill() {
        var renamed = Thing.FIELDS.renamed(Map.of("id", "name"));

        assertThat(renamed.order("id", "order_by").keys()).hasSize(2);
        assertThat(renamed.order(null, "order_by").keys()).hasSize(2);
    }

    private static String firstToken(String filter, String orderBy) {
        return request(new PageQuery("3", null, filter, orderBy, Names.CAMEL_CASE))
                .select(things(10, new Random(3)).stream()
                        .map(thing -> Thing.named("n" + thing.id()).withId(thing.id()))
                        .toList())
                .nextPageToken()
                .orElseThrow();
    }

    static List<Thing> things(int count, Random random) {
        return IntStream.range(0, count)
                .mapToObj(index -> RandomThings.thing(random))
                .toList();
    }

    private static PageRequest<Thing> request(PageQuery query) {
        return PageRequest.of(Thing.FIELDS, query);
    }

    private static void assertRefused(String field, PageQuery query) {
        assertThatThrownBy(() -> request(query)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(CommonError.REQUEST_INVALID);
            assertThat(problem.details()).extracting(Problem.Detail::field).containsExactly(field);
        });
    }
}
