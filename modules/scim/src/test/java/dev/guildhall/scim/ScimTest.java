package dev.guildhall.scim;

import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The product with an organization and its directory, for all tests of SCIM together. */
abstract class ScimTest {

    @RegisterExtension
    static final TestBench BENCH = TestBench.shared();

    static TestProduct product;
    static ScimWorld world;

    @BeforeAll
    static void start() {
        synchronized (BENCH) {
            if (product == null) {
                product = TestProduct.start(BENCH, BENCH.product("scim").assemble());
                world = new ScimWorld(BENCH, product);
            }
        }
    }
}
