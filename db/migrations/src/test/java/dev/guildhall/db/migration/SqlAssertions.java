package dev.guildhall.db.migration;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What PostgreSQL is expected to refuse, by SQLSTATE. */
final class SqlAssertions {

    static final String NOT_ALLOWED = "42501";
    static final String NOT_SUPPORTED = "0A000";
    static final String INVALID_VALUE = "22023";
    static final String NO_SUCH_SCHEMA = "3F000";
    static final String DUPLICATE_OBJECT = "42710";

    private SqlAssertions() {}

    static AbstractThrowableAssert<?, ?> assertRefused(String sqlState, ThrowingCallable statement) {
        return assertThatThrownBy(statement)
                .isInstanceOf(SQLException.class)
                .matches(
                        refused -> ((SQLException) refused).getSQLState().equals(sqlState), "has SQLSTATE " + sqlState);
    }
}
