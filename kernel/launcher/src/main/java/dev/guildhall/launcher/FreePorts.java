package dev.guildhall.launcher;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Finds out whether a node can listen where it shall, before it starts anything else. */
final class FreePorts {

    private FreePorts() {}

    static void require(Configuration.Http http) throws StartException {
        require(http.host(), http.port(), "");
        require(http.managementHost(), http.managementPort(), "management-");
    }

    private static void require(String host, int port, String setting) throws StartException {
        try (var probe = new ServerSocket()) {
            var address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new UnknownHostException(host);
            }
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (IOException refused) {
            throw StartException.listening(host, port, setting, refused);
        }
    }
}
