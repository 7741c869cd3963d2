package dev.guildhall.db.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Properties;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.postgresql.PGProperty;
import org.postgresql.core.SocketFactoryFactory;
import org.postgresql.ds.PGSimpleDataSource;

class JdbcTest {

    @Test
    void theDriversSocketsProbeAServerThatIsSilentAndNoLimitCutsALongMigration() throws Exception {
        var source = (PGSimpleDataSource) Jdbc.dataSource(DatabaseUrl.parse("postgresql://owner@db.example/guild"));
        var properties = new Properties();
        properties.put(PGProperty.SOCKET_FACTORY.getName(), source.getSocketFactory());

        try (Socket socket = SocketFactoryFactory.getSocketFactory(properties).createSocket()) {
            assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            assertThat(silenceNoticedAfter(socket)).isLessThanOrEqualTo(15);
        }
        assertThat(source.getTcpKeepAlive()).isTrue();
        assertThat(source.getConnectTimeout()).isEqualTo(10);
        assertThat(source.getSocketTimeout()).isZero();
    }

    private static int silenceNoticedAfter(Socket socket) throws Exception {
        return socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)
                + socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)
                        * socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT);
    }
}
