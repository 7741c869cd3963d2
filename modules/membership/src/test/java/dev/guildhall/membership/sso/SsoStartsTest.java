package dev.guildhall.membership.sso;

import static dev.guildhall.membership.sso.SsoWorld.about;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many sign-ins by providers a network may begin. */
class SsoStartsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    @Test
    void aNetworkThatDoesNotFinishWhatItBeginsIsRefusedAndOneThatDoesIsNot() throws IOException {
        var product = TestProduct.start(BENCH, BENCH.product("starts").assemble());
        try (var provider = new FakeProvider()) {
            var world = new SsoWorld(BENCH, product, provider);
            var email = world.addressOf(world.member());
            for (var i = 0; i < 3; i++) {
                world.signIn(about("ada", email)).expect(303);
            }
            for (var i = 0; i < 99; i++) {
                world.begin();
            }

            var last = world.begin();
            var refused = product.asNobody()
                    .get("/api/auth/sso/start?organizationId=" + world.organization.id())
                    .expect(429, "AUTH.TOO_MANY_ATTEMPTS");

            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 300);
            last.comeBack(provider.signIn(last.location(), about("ada", email))).expect(303);
            world.begin();
        }
    }
}
