package dev.guildhall.archive.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NewIdsTest {

    private final NewIds ids = new NewIds();

    @Test
    void aNewIdIsOfTheSameVersionAndTimeAndYetAnother() {
        var former = Ids.next();

        var present = ids.ofRow(former);

        assertThat(present).isNotEqualTo(former).isEqualTo(ids.ofRow(former));
        assertThat(present.version()).isEqualTo(7);
        assertThat(present.variant()).isEqualTo(2);
        assertThat(present.getMostSignificantBits()).isEqualTo(former.getMostSignificantBits());
        assertThat(new NewIds().ofRow(former)).isNotEqualTo(present);
    }

    @Test
    void newIdsSortAsTheOldOnesDid() {
        var formers = new ArrayList<UUID>();
        for (var more = 0; more < 1000; more++) {
            formers.add(Ids.next());
        }

        var presents = formers.stream().map(ids::ofRow).map(UUID::toString).toList();

        assertThat(presents).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
    }

    @Test
    void knownIdsAreReplacedWhereverTheyStandAndOthersAreNot() {
        var row = Ids.next();
        var user = Ids.next();
        var account = Ids.next();
        var stranger = Ids.next();
        ids.add(row);
        ids.put(user, account);

        var text = ids.in("{\"id\":\"" + row + "\",\"actor\":\"user:" + user + "\",\"see\":\"/a/" + row + "?b="
                + stranger + "\",\"longer\":\"" + row + "-1\"}");

        var present = ids.ofRow(row);
        assertThat(text)
                .isEqualTo("{\"id\":\"" + present + "\",\"actor\":\"user:" + account + "\",\"see\":\"/a/" + present
                        + "?b=" + stranger + "\",\"longer\":\"" + row + "-1\"}");
    }
}
