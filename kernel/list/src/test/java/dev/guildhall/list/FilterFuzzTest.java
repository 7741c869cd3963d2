package dev.guildhall.list;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.Problem;
import dev.guildhall.list.PageQuery.Names;
import java.util.List;
import java.util.Random;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class FilterFuzzTest {

    private static final List<String> FRAGMENTS = List.of(
            "a",
            "name",
            "size",
            "createTime",
            "owner.id",
            "plan",
            "search",
            "AND",
            "OR",
            "NOT",
            "-",
            "(",
            ")",
            " ",
            " ",
            " ",
            "=",
            "!=",
            "<",
            "<=",
            ">",
            ">=",
            ":",
            ".",
            ",",
            "\"",
            "'",
            "\\",
            "\\u",
            "*",
            "!",
            "1",
            "-1",
            "2.5",
            "1e9",
            "0.5s",
            "true",
            "TEAM",
            "2026-01-31T12:00:00Z",
            "\u0000",
            "\ud83d",
            "\ude00",
            "é",
            "\u00a0",
            "{0}",
            "?",
            "$1",
            "%",
            "_",
            "/*",
            "--",
            ";",
            "desc",
            "\t",
            "\n");

    @Test
    void answersAnyTextWithAFilterOrAProblem() {
        var random = new Random(42);
        var sql = DSL.using(SQLDialect.POSTGRES);
        var thing = RandomThings.thing(random);
        var understood = 0;

        for (var round = 0; round < 60_000; round++) {
            var text = text(random);
            try {
                var filter = Thing.FIELDS.filter(text);
                filter.matches(thing);
                if (understood++ % 20 == 0) {
                    sql.render(filter.condition());
                }
            } catch (Problem refused) {
                assertThat(refused.getMessage()).startsWith("filter is not valid at position ");
            } catch (RuntimeException | StackOverflowError bug) {
                throw new AssertionError("filter: " + text, bug);
            }
        }

        assertThat(understood).isGreaterThan(300);
    }

    @Test
    void answersAnyOrderAndTokenWithAPageOrAProblem() {
        var random = new Random(43);

        for (var round = 0; round < 50_000; round++) {
            var text = text(random);
            try {
                PageRequest.of(Thing.FIELDS, new PageQuery(text, null, null, text, Names.CAMEL_CASE));
            } catch (Problem refused) {
                assertThat(refused.details()).hasSize(1);
            }
            try {
                PageRequest.of(Thing.FIELDS, new PageQuery(null, text, null, null, Names.CAMEL_CASE));
            } catch (Problem refused) {
                assertThat(refused.details()).hasSize(1);
            }
        }
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        var length = random.nextInt(12);
        for (var i = 0; i < length; i++) {
            if (random.nextInt(10) == 0) {
                text.append((char) random.nextInt(0x10000));
            } else {
                text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
            }
        }
        return text.toString();
    }
}
