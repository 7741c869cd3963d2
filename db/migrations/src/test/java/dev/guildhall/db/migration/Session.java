package dev.guildhall.db.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One connection for a test: every statement on its own, or all in one transaction with a scope. */
final class Session implements AutoCloseable {

    private final Connection connection;

    private Session(Connection connection) {
        this.connection = connection;
    }

    static Session as(DatabaseUrl url) throws SQLException {
        return new Session(Jdbc.connect(url));
    }

    /** A transaction in the given scope; it is rolled back unless {@link #commit} is called. */
    static Session in(Object scope, DatabaseUrl url) throws SQLException {
        var session = as(url);
        session.connection.setAutoCommit(false);
        session.run("select set_config('guildhall.scope', ?, true)", scope.toString());
        return session;
    }

    /** Returns the number of rows changed, or 0 when there is a result instead. */
    int run(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.execute() ? 0 : statement.getUpdateCount();
        }
    }

    /** The first column of every row, as text. */
    List<String> list(String sql, Object... parameters) throws SQLException {
        var values = new ArrayList<String>();
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    String ask(String sql, Object... parameters) throws SQLException {
        return list(sql, parameters).get(0);
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        if (!connection.isClosed() && !connection.getAutoCommit()) {
            connection.rollback();
        }
        connection.close();
    }
}
