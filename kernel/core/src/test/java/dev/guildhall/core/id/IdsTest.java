package dev.guildhall.core.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.Problem;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01a20403-94bf-74dd-b8aa-ad5726710a2d",
                "01A20403-94BF-74DD-B8AA-AD5726710A2D",
                "00000000-0000-0000-0000-000000000000"
            })
    void readsUuidsOfAnyVersion(String text) {
        assertThat(Ids.parse("id", text)).isEqualTo(UUID.fromString(text));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "self",
                "1-2-3-4-5",
                "01a2040394bf74ddb8aaad5726710a2d",
                "01a20403-94bf-74dd-b8aa-ad5726710a2",
                "01a20403-94bf-74dd-b8aa-ad5726710a2g",
                "01a20403x94bfx74ddxb8aaxad5726710a2d",
                "01a2040394bf-74dd-b8aa-ad5726710a2d0",
                "01a20403-94bf-74dd-b8aa-ad5726710a2d ",
                "{1a20403-94bf-74dd-b8aa-ad5726710a2}",
                "01a20403-94bf-74dd-b8aa-ad5726710a2\u0662"
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> Ids.parse("id", text))
                .isInstanceOf(Problem.class)
                .hasMessage("id must be a UUID");
    }

    @Test
    void makesIdsThatSortByTheTimeTheyWereMade() {
        var first = Ids.next();
        var second = Ids.next();

        assertThat(first.version()).isEqualTo(7);
        assertThat(second.toString()).isGreaterThan(first.toString());
    }
}
