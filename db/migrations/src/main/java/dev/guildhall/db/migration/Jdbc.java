package dev.guildhall.db.migration;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** JDBC to a {@link DatabaseUrl}. */
final class Jdbc {

    private static final int CONNECT_SECONDS = 10;

    private Jdbc() {}

    static DataSource dataSource(DatabaseUrl url) {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {url.host()});
        source.setPortNumbers(new int[] {url.port()});
        source.setDatabaseName(url.database());
        source.setUser(url.user());
        source.setPassword(url.password());
        source.setSslMode(url.sslMode().label());
        url.sslRootCertificate().ifPresent(file -> source.setSslRootCert(file.toString()));
        source.setApplicationName("guildhall-migrator");
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        // No time-out for reading, which a long migration would meet: whether the server is there, the probes ask.
        source.setTcpKeepAlive(true);
        source.setSocketFactory(KeepAliveSockets.class.getName());
        return source;
    }

    static Connection connect(DatabaseUrl url) throws SQLException {
        return dataSource(url).getConnection();
    }

    /** A name as it must stand in a statement. */
    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
