package dev.guildhall.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {

    private static final UUID OWNER = UUID.fromString("01890000-0000-7000-8000-00000000abcd");

    private static final Thing ACME = Thing.named("Acme Inc. 100%_!")
            .withRole("Workspace Viewer")
            .withPlan("TEAM")
            .withSize(42)
            .withPrice("2.50")
            .createdAt("2026-01-31T12:00:00.123456Z")
            .withAge(Duration.ofMillis(1500))
            .active(true)
            .ownedBy(OWNER);

    private static final Thing NOTHING = Thing.named(null);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name = \"Acme Inc. 100%_!\"",
                "name = 'Acme*'",
                "name = '*Inc*'",
                "name = *!",
                "name = 'A*I*!'",
                "name = *",
                "name != acme*",
                "name : ACME",
                "name:'c. 100%_'",
                "name:'acme*100'",
                "name:*",
                "name > 'Acm'",
                "name < a",
                "name >= 'Acme Inc. 100%_!'",
                "role = 'workspace viewer'",
                "role = 'WORKSPACE*'",
                "role >= WORKSPACE",
                "role = (owner OR 'workspace viewer')",
                "role != (owner OR admin)",
                "plan = team",
                "plan = \"Team\"",
                "plan:TEAM",
                "plan != ENTERPRISE",
                "plan = (TEAM OR personal)",
                "plan:*",
                "size = 42",
                "size = 4.2e1",
                "size = 42.0",
                "size < 42.5",
                "size > -30",
                "size = (-30 OR 42)",
                "size > (-30 AND 41)",
                "size != (NOT 42)",
                "price = 2.5",
                "price >= 2.50",
                "active = true",
                "active:TRUE",
                "active != false",
                "createTime = 2026-01-31T12:00:00.123456Z",
                "createTime = \"2026-01-31T13:00:00.123456+01:00\"",
                "createTime > 2026-01-31T12:00:00Z",
                "createTime <= 2026-01-31t12:00:00.1234569z",
                "createTime:*",
                "owner.id = 01890000-0000-7000-8000-00000000ABCD",
                "owner.id:01890000-0000-7000-8000-00000000abcd",
                "age = 1.5s",
                "age > -2s",
                "age < 1.500000001s",
                "search:viewer",
                "search = acme",
                "acme",
                "acme viewer",
                "\"acme inc\"",
                "-bob",
                "NOT bob",
                "acme -name:bob (plan=team OR plan=personal)",
                "name = x OR size = 42 AND active = true",
                "-(name = x OR size = 41)",
                "",
                "  ",
            })
    void findsARowThatMatches(String filter) {
        assertThat(Thing.FIELDS.filter(filter).matches(ACME)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name = acme*",
                "name = 'Acme'",
                "name = 'Acme Inc_ 100%_!'",
                "name = 'Acme%'",
                "name = 'A*Z*!'",
                "name = 'Acme Inc. 100%_!*!'",
                "name = '\\*'",
                "name:bob",
                "name:'\\*'",
                "plan = personal",
                "plan != (TEAM OR personal)",
                "size = 42.5",
                "size != 42",
                "createTime < 2026-01-31T12:00:00.123456789Z",
                "size = 42 AND active = false",
                "name:acme name:inc OR name:bob name:bob",
                "bob",
                "acme bob",
            })
    void leavesOutARowThatDoesNot(String filter) {
        assertThat(Thing.FIELDS.filter(filter).matches(ACME)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "name = x, false",
        "name != x, true",
        "NOT name = x, true",
        "NOT (name = x OR size = 1), true",
        "name:*, false",
        "-name:*, true",
        "size < 1, false",
        "-size < 1, true",
        "size != (1 AND 2), true",
        "createTime:*, false",
        "search:x, false",
        "-search:x, true",
    })
    void takesAMissingValueToMatchNothingAndItsNegationEverything(String filter, boolean matches) {
        assertThat(Thing.FIELDS.filter(filter).matches(NOTHING)).isEqualTo(matches);
    }

    @Test
    void countsAnEmptyTextAsMissing() {
        assertThat(Thing.FIELDS.filter("name:*").matches(Thing.named(""))).isFalse();
        assertThat(Thing.FIELDS.filter("name = ''").matches(Thing.named(""))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        title = x              → 1  → there is no field 'title'; the fields are name, role, plan, createTime, size, price, active, owner.id, age, search
        owner = x              → 1  → there is no field 'owner'
        name.first = x         → 1  → there is no field 'name.first'
        Name = x               → 1  → there is no field 'Name'
        plan = gold            → 8  → plan expects one of PERSONAL, TEAM, ENTERPRISE, not 'gold'
        plan = TEA*            → 8  → plan expects one of PERSONAL, TEAM, ENTERPRISE, not 'TEA*'
        plan > TEAM            → 6  → plan is compared with = != :, not with >
        active >= true         → 8  → active is compared with = != :, not with >=
        active = yes           → 10 → active expects true or false, not 'yes'
        owner.id < 1           → 10 → owner.id is compared with = != :, not with <
        owner.id = 1-2-3-4-5   → 12 → owner.id expects a UUID, not '1-2-3-4-5'
        size = many            → 8  → size expects a number, not 'many'
        size = 0x10            → 8  → size expects a number, not '0x10'
        size = 1e999999999     → 8  → size expects a number, not '1e999999999'
        size = NaN             → 8  → size expects a number, not 'NaN'
        size = (1 OR x)        → 14 → size expects a number, not 'x'
        size = (1 OR a=2)      → 14 → a comparison cannot be the value of another
        createTime = yesterday → 14 → createTime expects an RFC 3339 time such as 2026-01-31T12:00:00Z, not 'yesterday'
        createTime > '2026-01-31' → 14 → createTime expects an RFC 3339 time
        createTime > '2026-02-30T00:00:00Z' → 14 → createTime expects an RFC 3339 time
        createTime > '2026-01-31T00:00:00' → 14 → createTime expects an RFC 3339 time
        createTime > '+12026-01-31T00:00:00Z' → 14 → createTime expects an RFC 3339 time
        age > 5m               → 7  → age expects a duration in seconds such as 1.5s, not '5m'
        age > 9999999999s      → 7  → age expects a duration in seconds
        search > a             → 8  → search is compared with = != :, not with >
        search:*               → 8  → search expects a text without wildcards, not '*'
        a*b                    → 1  → a value without a field expects a text without wildcards, not 'a*b'
        """)
    void refusesWhatTheListDoesNotHave(String filter, int position, String reason) {
        assertThatThrownBy(() -> Thing.FIELDS.filter(filter)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(CommonError.REQUEST_INVALID);
            assertThat(problem).hasMessageStartingWith("filter is not valid at position " + position + ": " + reason);
        });
    }

    @Test
    void refusesValuesWithoutAFieldWhereNoneIsDeclaredForThem() {
        var fields = ListFields.<Thing>named("plain")
                .field("name", FieldType.text(), Thing::name)
                .id("id", FieldType.uuid(), Thing::id);

        assertThatThrownBy(() -> fields.filter("name = x and name = y"))
                .hasMessage("filter is not valid at position 10: 'and' stands alone; compare a field with it: name");
    }

    @Test
    void bindsEveryValueAndEscapesPatterns() {
        var condition = Thing.FIELDS
                .filter("name:'100%_!' AND plan=team -size=4.5 createTime<2026-01-31T12:00:00Z search:\"'; drop\"")
                .condition();

        var sql = DSL.using(SQLDialect.POSTGRES);
        assertThat(sql.render(condition))
                .doesNotContain("100", "TEAM", "4.5", "2026", "drop")
                .contains("\"name\" ilike ? escape '!'");
        assertThat(sql.extractBindValues(condition)).contains("%100!%!_!!%", "TEAM", "%'; drop%");
    }

    @Test
    void boundsWhatHasToBeLookedForInEveryRow() {
        assertThat(Thing.FIELDS.filter("name=(" + "a OR ".repeat(60) + "a)")).isNotNull();
        assertThat(Thing.FIELDS.filter("name:a ".repeat(10))).isNotNull();
        assertThat(Thing.FIELDS.filter("name:* ".repeat(50))).isNotNull();

        for (var costly : List.of(
                "name:a ".repeat(11),
                "a ".repeat(11),
                "search=a ".repeat(11),
                "name=*a ".repeat(11),
                "name=" + "*a".repeat(11),
                "name=(" + "*a OR ".repeat(11) + "b)",
                "name=(" + "*a* OR ".repeat(5) + "b*)")) {
            assertThatThrownBy(() -> Thing.FIELDS.filter(costly))
                    .as(costly)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.details())
                                    .singleElement()
                                    .satisfies(detail ->
                                            assertThat(detail.message()).contains("at most 10 parts of texts")));
        }
    }

    @Test
    void isReadUnderTheNamesOfAnotherSurface() {
        var renamed = Thing.FIELDS.renamed(Map.of("title", "name", "created_time", "createTime", "search", "search"));

        assertThat(renamed.filter("title = 'Acme*' created_time > 2020-01-01T00:00:00Z acme")
                        .matches(ACME))
                .isTrue();
        assertThatThrownBy(() -> renamed.filter("name = x")).hasMessageContaining("there is no field 'name'");
        assertThatThrownBy(() -> Thing.FIELDS.renamed(Map.of("x", "nonsense")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
