package dev.guildhall.events.internal.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.Principal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilterTest {

    private static final Event EVENT = new Event(
            new UUID(0, 1),
            new WorkspaceId(new UUID(0, 2)),
            7,
            "order.placed",
            "4711",
            Principal.SYSTEM,
            Cause.of("request-1", new UUID(0, 9), null),
            Instant.parse("2026-01-02T03:04:05Z"),
            new JsonObject());

    private static final Event WITHOUT_SUBJECT =
            new Event(EVENT.id(), EVENT.tenant(), 8, EVENT.type(), null, EVENT.actor(), Cause.NONE, EVENT.time(), null);

    private static boolean matches(String filter, Event event) {
        return EventFilter.parse("filter", new JsonObject(filter)).test(event);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'exact':{'type':'order.placed'}}                                        | true",
                "{'exact':{'type':'order.placed','subject':'4711'}}                       | true",
                "{'exact':{'type':'order.placed','subject':'12'}}                         | false",
                "{'exact':{'type':'ORDER.placed'}}                                        | false",
                "{'prefix':{'type':'order.'}}                                             | true",
                "{'prefix':{'type':'placed'}}                                             | false",
                "{'suffix':{'type':'.placed'}}                                            | true",
                "{'suffix':{'subject':'47'}}                                              | false",
                "{'exact':{'correlationid':'request-1'}}                                  | true",
                "{'exact':{'causationid':'00000000-0000-0000-0000-000000000009'}}         | true",
                "{'exact':{'sequence':'7'}}                                               | true",
                "{'exact':{'actor':'system'}}                                             | true",
                "{'exact':{'workspace':'00000000-0000-0000-0000-000000000002'}}           | true",
                "{'prefix':{'source':'/workspaces/'}}                                     | true",
                "{'exact':{'specversion':'1.0'}}                                          | true",
                "{'exact':{'datacontenttype':'application/json'}}                         | true",
                "{'prefix':{'time':'2026-01-02T'}}                                        | true",
                "{'all':[{'prefix':{'type':'order.'}},{'exact':{'subject':'4711'}}]}      | true",
                "{'all':[{'prefix':{'type':'order.'}},{'exact':{'subject':'12'}}]}        | false",
                "{'any':[{'prefix':{'type':'member.'}},{'exact':{'subject':'4711'}}]}     | true",
                "{'any':[{'prefix':{'type':'member.'}},{'exact':{'subject':'12'}}]}       | false",
                "{'not':{'exact':{'subject':'12'}}}                                       | true",
                "{'not':{'any':[{'exact':{'subject':'4711'}}]}}                           | false",
                "{'all':[{'prefix':{'type':'order.'}},{'sql':'subject = 4711'}]}          | true",
                "{'any':[{'sql':'subject = 12'},{'exact':{'subject':'12'}}]}              | false",
                "{'not':{'sql':'subject = 12'}}                                           | true",
            })
    void letsThroughWhatItDescribes(String filter, boolean through) {
        assertThat(matches(filter.replace('\'', '"'), EVENT)).isEqualTo(through);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        type LIKE 'order.%' AND subject <> 'x'                | true
        type LIKE 'member.%' OR actor <> 'system'             | false
        EXISTS subject AND subject > 4700                     | true
        sequence = '7' AND sequence < 10                      | true
        source LIKE '/workspaces/%' AND EXISTS workspace      | true
        time LIKE '2026-01-%' AND datacontenttype LIKE '%json' | true
        specversion IN ('0.3', '1.0') AND LENGTH(id) = 36     | true
        """)
    void letsThroughWhatAnExpressionIsTrueFor(String expression, boolean through) {
        assertThat(EventFilter.parse("filter", sql(expression)).test(EVENT)).isEqualTo(through);
    }

    @Test
    void matchesNothingByAnExpressionThatHasAnErrorForTheEvent() {
        var expression = sql("subject <> 'x'");

        assertThat(EventFilter.parse("filter", expression).test(WITHOUT_SUBJECT))
                .isFalse();
        assertThat(EventFilter.parse("filter", new JsonObject().put("not", expression))
                        .test(WITHOUT_SUBJECT))
                .isTrue();
    }

    private static JsonObject sql(String expression) {
        return new JsonObject().put("sql", expression);
    }

    @Test
    void matchesNothingByAnAttributeTheEventDoesNotHave() {
        assertThat(matches("{\"prefix\":{\"subject\":\"4\"}}", WITHOUT_SUBJECT)).isFalse();
        assertThat(matches("{\"not\":{\"prefix\":{\"subject\":\"4\"}}}", WITHOUT_SUBJECT))
                .isTrue();
        assertThat(matches("{\"exact\":{\"datacontenttype\":\"application/json\"}}", WITHOUT_SUBJECT))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                          | filter",
                "{'exact':{'type':'a'},'prefix':{'type':'a'}}                | filter",
                "{'like':{'type':'a'}}                                       | filter.like",
                "{'sql':'type ='}                                            | filter.sql",
                "{'sql':'data = 1'}                                          | filter.sql",
                "{'sql':'type'}                                              | filter.sql",
                "{'sql':''}                                                  | filter.sql",
                "{'sql':{'type':'a'}}                                        | filter.sql",
                "{'sql':null}                                                | filter.sql",
                "{'any':[{'sql':'true'},{'not':{'sql':'('}}]}                | filter.any.1.not.sql",
                "{'exact':{}}                                                | filter.exact",
                "{'exact':'a'}                                               | filter.exact",
                "{'exact':{'data':'a'}}                                      | filter.exact.data",
                "{'exact':{'type':1}}                                        | filter.exact.type",
                "{'exact':{'type':''}}                                       | filter.exact.type",
                "{'exact':{'type':null}}                                     | filter.exact.type",
                "{'all':[]}                                                  | filter.all",
                "{'any':{'exact':{'type':'a'}}}                              | filter.any",
                "{'any':[{'exact':{'type':'a'}},{'any':[7]}]}                | filter.any.1.any.0",
                "{'not':[{'exact':{'type':'a'}}]}                            | filter.not",
                "{'not':null}                                                | filter.not",
            })
    void saysWhichPartIsWrong(String filter, String field) {
        assertRefused(new JsonObject(filter.replace('\'', '"')), field);
    }

    @Test
    void boundsDepthAndSize() {
        var deep = new JsonObject().put("exact", new JsonObject().put("type", "a"));
        for (var depth = 1; depth < 8; depth++) {
            deep = new JsonObject().put("not", deep);
        }
        assertThat(EventFilter.parse("filter", deep)).isNotNull();
        assertRefused(new JsonObject().put("not", deep), "filter" + ".not".repeat(8));

        var many = new JsonArray();
        for (var i = 0; i < 51; i++) {
            many.add(new JsonObject().put("exact", new JsonObject().put("type", "a")));
        }
        assertThatThrownBy(() -> EventFilter.parse("filter", new JsonObject().put("any", many)))
                .isInstanceOf(Problem.class);
    }

    @Test
    void boundsTheLengthOfAllItsExpressionsTogether() {
        var half = sql("type <> '" + "a".repeat(2037) + "'");
        var most = new JsonObject().put("any", new JsonArray().add(half).add(half));
        var more =
                new JsonObject().put("any", new JsonArray().add(half).add(half).add(sql("true")));

        assertThat(EventFilter.parse("filter", most).test(EVENT)).isTrue();
        assertRefused(more, "filter.any.2.sql");
        assertRefused(sql(" ".repeat(5000)), "filter.sql");
    }

    private static void assertRefused(JsonObject filter, String field) {
        assertThatThrownBy(() -> EventFilter.parse("filter", filter)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(CommonError.REQUEST_INVALID);
            assertThat(problem.details()).extracting(Problem.Detail::field).containsExactly(field);
        });
    }
}
