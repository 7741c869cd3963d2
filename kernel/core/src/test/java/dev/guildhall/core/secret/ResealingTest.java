package dev.guildhall.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ResealingTest {

    private final MasterKey former = MasterKey.of(MasterKey.random());
    private final MasterKey next = MasterKey.of(MasterKey.random());
    private final Resealing resealing = new Resealing(former, next);

    @Test
    void sealsTheSameForTheSamePurpose() {
        var sealed = new SecretBox(former).seal("subscription/1/secret", "whsec_1");

        var anew = resealing.anew(sealed).orElseThrow();

        assertThat(new SecretBox(next).open("subscription/1/secret", anew)).isEqualTo("whsec_1");
        assertThatThrownBy(() -> new SecretBox(next).open("subscription/2/secret", anew))
                .isInstanceOf(SecretUnreadableException.class);
    }

    @Test
    void leavesAloneWhatTheFormerKeyHasNotSealed() {
        var byAnother = new SecretBox(next).seal("purpose", "secret");

        assertThat(resealing.anew(byAnother)).isEmpty();
        assertThat(resealing.anew("eyJhbGciOiJkaXIifQ..AAAAAAAAAAAAAAAA.c2VjcmV0.dGFn"))
                .isEmpty();
        assertThat(resealing.anew("eyJub25lIjoxfQ..AAAAAAAAAAAAAAAA.c2VjcmV0.dGFn"))
                .isEmpty();
        assertThat(resealing.anew("not sealed")).isEmpty();
    }

    @Test
    void refusesWhatWasChanged() {
        var sealed = new SecretBox(former).seal("purpose", "secret");
        var changed = sealed.substring(0, sealed.length() - 4) + "AAAA";

        assertThatThrownBy(() -> resealing.anew(changed)).isInstanceOf(SecretUnreadableException.class);
    }
}
