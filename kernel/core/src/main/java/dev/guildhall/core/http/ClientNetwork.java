package dev.guildhall.core.http;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.util.HexFormat;

/** Whom to count together when attempts are counted by where they come from. */
public final class ClientNetwork {

    private ClientNetwork() {}

    /** The network of a client's address: whoever has one IPv6 address has all of its network, the first half. */
    public static String of(String address) {
        var parsed = NetUtil.createInetAddressFromIpAddressString(address);
        if (parsed instanceof Inet6Address) {
            return HexFormat.of().formatHex(parsed.getAddress(), 0, 8);
        }
        return parsed == null ? address : parsed.getHostAddress();
    }
}
