package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The periodic work, most of which begins only when every other test is over. */
class JobsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    @Test
    void succeed() {
        var product = TestProduct.start(BENCH, BENCH.product("node").assemble());

        var jobs = product.product().jobs();

        assertThat(jobs).hasSizeGreaterThan(10);
        assertThat(jobs).allSatisfy(job -> Await.result(job.work().get()));
    }
}
