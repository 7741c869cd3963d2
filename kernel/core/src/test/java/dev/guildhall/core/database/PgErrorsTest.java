package dev.guildhall.core.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgErrorsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "25006", "25P03", "25P04", "28000", "3D000", "40001", "53300", "55P03", "57014", "57P01",
                "57P03", "58030"
            })
    void whatPassesIsUnavailableAndSaysWhenToTryAgain(String state) {
        var translated = PgErrors.translate(new PgException("it passes", "FATAL", state, null));

        assertUnavailable(translated);
    }

    @Test
    void aConnectionThatClosedIsUnavailable() {
        assertUnavailable(PgErrors.translate(ClosedConnectionException.INSTANCE));
    }

    @Test
    void onlyWhatWasNotSentOrLostAgainstAnotherIsTriedAgain() {
        assertThat(PgErrors.isTransient(new VertxException("Connection is not active now, current status: CLOSED")))
                .isTrue();
        assertThat(PgErrors.isTransient(new PgException("deadlock", "ERROR", "40P01", null)))
                .isTrue();
        assertThat(PgErrors.isTransient(ClosedConnectionException.INSTANCE)).isFalse();
        assertThat(PgErrors.isTransient(new VertxException("Connection was closed")))
                .isFalse();
        assertThat(PgErrors.isTransient(new VertxException((String) null))).isFalse();
    }

    @Test
    void aMistakeInAStatementStaysWhatItIs() {
        var mistake = new PgException("syntax error", "ERROR", "42601", null);

        assertThat(PgErrors.translate(mistake)).isSameAs(mistake);
    }

    private static void assertUnavailable(Throwable translated) {
        assertThat(translated).isInstanceOf(Problem.class);
        assertThat(((Problem) translated).code()).isEqualTo(CommonError.UNAVAILABLE);
        assertThat(((Problem) translated).retryAfter()).isPositive();
    }
}
