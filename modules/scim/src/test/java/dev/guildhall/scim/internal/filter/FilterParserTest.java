package dev.guildhall.scim.internal.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.scim.internal.filter.Filter.And;
import dev.guildhall.scim.internal.filter.Filter.Compare;
import dev.guildhall.scim.internal.filter.Filter.Element;
import dev.guildhall.scim.internal.filter.Filter.Not;
import dev.guildhall.scim.internal.filter.Filter.Operator;
import dev.guildhall.scim.internal.filter.Filter.Or;
import dev.guildhall.scim.internal.filter.Filter.Present;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {

    private static Compare eq(String attribute, Object value) {
        return new Compare(attribute, Operator.EQ, value);
    }

    @Test
    void theExamplesOfTheRfcAreRead() {
        assertThat(FilterParser.parse("userName eq \"bjensen\"")).isEqualTo(eq("username", "bjensen"));
        assertThat(FilterParser.parse("name.familyName co \"O'Malley\""))
                .isEqualTo(new Compare("name.familyname", Operator.CO, "O'Malley"));
        assertThat(FilterParser.parse("urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"J\""))
                .isEqualTo(new Compare("username", Operator.SW, "J"));
        assertThat(FilterParser.parse("title pr")).isEqualTo(new Present("title"));
        assertThat(FilterParser.parse("meta.lastModified gt \"2011-05-13T04:42:34Z\""))
                .isEqualTo(new Compare("meta.lastmodified", Operator.GT, "2011-05-13T04:42:34Z"));
        assertThat(FilterParser.parse(
                        "userType eq \"Employee\" and (emails co \"example.com\" or emails.value co \"x\")"))
                .isEqualTo(new And(List.of(
                        eq("usertype", "Employee"),
                        new Or(List.of(
                                new Compare("emails", Operator.CO, "example.com"),
                                new Compare("emails.value", Operator.CO, "x"))))));
        assertThat(FilterParser.parse("userType ne \"Employee\" and not (emails co \"example.com\")"))
                .isEqualTo(new And(List.of(
                        new Compare("usertype", Operator.NE, "Employee"),
                        new Not(new Compare("emails", Operator.CO, "example.com")))));
        assertThat(FilterParser.parse("emails[type eq \"work\" and value co \"@example.com\"]"))
                .isEqualTo(new Element(
                        "emails",
                        new And(List.of(eq("type", "work"), new Compare("value", Operator.CO, "@example.com")))));
    }

    @Test
    void conjunctionsBindTighterThanDisjunctions() {
        assertThat(FilterParser.parse("a eq 1 or b eq 2 and c eq 3"))
                .isEqualTo(new Or(List.of(eq("a", 1), new And(List.of(eq("b", 2), eq("c", 3))))));
    }

    @Test
    void operatorsAndTheNamesOfAttributesAreInAnyCaseAndValuesAreOfJson() {
        assertThat(FilterParser.parse("USERNAME EQ \"a\\\"b\\u00e9\"")).isEqualTo(eq("username", "a\"b\u00e9"));
        assertThat(FilterParser.parse("active eq True")).isEqualTo(eq("active", true));
        assertThat(FilterParser.parse("externalId eq null")).isEqualTo(eq("externalid", null));
        assertThat(FilterParser.parse("notes Eq \"x\"")).isEqualTo(eq("notes", "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "userName",
                "userName eq",
                "userName eq bjensen",
                "userName is \"x\"",
                "userName eq \"x",
                "userName eq \"x\\",
                "(userName eq \"x\"",
                "userName eq \"x\")",
                "emails[type eq \"work\"",
                "userName eq \"x\" and",
                "not userName eq \"x\"",
                "userName eq {\"a\":1}",
                "userName eq [1]",
                "eq \"x\"",
                "\"userName\" eq \"x\"",
                "userName eq \"x\" userName eq \"y\"",
                " "
            })
    void whatIsNoFilterIsRefused(String text) {
        assertThatThrownBy(() -> FilterParser.parse(text)).hasToString(refusal(text));
    }

    private static String refusal(String text) {
        try {
            FilterParser.parse(text);
            return "nothing";
        } catch (RuntimeException refused) {
            assertThat(refused.toString()).startsWith("SCIM.INVALID_FILTER: ");
            return refused.toString();
        }
    }

    @Test
    void whatIsLongerOrDeeperThanAnybodyNeedsIsRefused() {
        var deep = "(".repeat(2_000) + "a pr" + ")".repeat(1_000);
        var many = "a pr" + " or a pr".repeat(64);
        var longText = "a eq \"" + "x".repeat(4_000) + "\"";

        for (var text : List.of(deep, many, longText)) {
            assertThatThrownBy(() -> FilterParser.parse(text)).hasMessageContaining("at most");
        }
        assertThat(FilterParser.parse("(".repeat(16) + "a pr" + ")".repeat(16))).isEqualTo(new Present("a"));
    }
}
