package dev.guildhall.launcher;

import dev.guildhall.launcher.ClusterSettings.Membership;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;

/** Finds out whether a node can listen where it shall, before it starts anything else. */
final class FreePorts {

    private FreePorts() {}

    static void require(Configuration.Http http) throws StartException {
        require(http.host(), http.port(), "");
        require(http.managementHost(), http.managementPort(), "management-");
    }

    static void require(Membership membership) throws StartException {
        for (var port : List.of(membership.address().port(), membership.busPort())) {
            try {
                bind(membership.address().host(), port);
            } catch (IOException refused) {
                throw StartException.clustering(membership.address(), port, refused);
            }
        }
    }

    private static void require(String host, int port, String setting) throws StartException {
        try {
            bind(host, port);
        } catch (IOException refused) {
            throw StartException.listening(host, port, setting, refused);
        }
    }

    private static void bind(String host, int port) throws IOException {
        try (var probe = new ServerSocket()) {
            var address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new UnknownHostException(host);
            }
            probe.setReuseAddress(true);
            probe.bind(address);
        }
    }
}
