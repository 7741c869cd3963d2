package dev.guildhall.core.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/** Whom to count together when attempts are counted by where they come from. */
public final class ClientNetwork {

    private ClientNetwork() {}

    /** The network of a client's address: whoever has one IPv6 address has all of its network, the first half. */
    public static String of(String address) {
        try {
            var parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(parsed.getAddress(), 0, 8)
                    : parsed.getHostAddress();
        } catch (UnknownHostException notAnAddress) {
            return address;
        }
    }
}
