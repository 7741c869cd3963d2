package dev.guildhall.oauth;

import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The product with an organization, a member and an application, for all tests of OAuth together. */
abstract class OauthTest {

    @RegisterExtension
    static final TestBench BENCH = TestBench.shared();

    static TestProduct product;
    static OauthWorld world;

    @BeforeAll
    static void start() {
        synchronized (BENCH) {
            if (product == null) {
                product = TestProduct.start(BENCH, BENCH.product("oauth").assemble());
                world = new OauthWorld(product);
            }
        }
    }
}
