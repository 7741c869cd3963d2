package dev.guildhall.core.outbound;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Tells the public internet from what is behind, beside or beneath it, by the special-purpose registries of IANA. */
final class AddressRules {

    enum Kind {
        PUBLIC,
        /** Someone's own network or this machine: for development. */
        PRIVATE,
        /** Never a place for a webhook: link-local and metadata addresses, tunnels, multicast, examples. */
        SPECIAL
    }

    private static final List<Network> PRIVATE = networks(
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1/128", "fc00::/7");

    private static final List<Network> SPECIAL = networks(
            "0.0.0.0/8",
            "169.254.0.0/16",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            // Metadata services that are not link-local: Azure, Alibaba, AWS over IPv6.
            "168.63.129.16/32",
            "100.100.100.200/32",
            "fd00:ec2::/32",
            // Teredo, ORCHID, benchmarks and other protocols; examples; 6to4.
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20",
            "2002::/16");

    /** All the IPv6 there is for hosts on the internet; what else exists has a purpose of its own. */
    private static final Network GLOBAL_UNICAST = Network.of("2000::/3");

    /** IPv4 as hosts without it see it: the last four bytes decide. */
    private static final Network NAT64 = Network.of("64:ff9b::/96");

    private AddressRules() {}

    static Kind kind(InetAddress address) {
        if (address instanceof Inet6Address && NAT64.contains(address)) {
            return kind(embedded(address));
        }
        if (isIn(SPECIAL, address)) {
            return Kind.SPECIAL;
        }
        if (isIn(PRIVATE, address)) {
            return Kind.PRIVATE;
        }
        return address instanceof Inet4Address || GLOBAL_UNICAST.contains(address) ? Kind.PUBLIC : Kind.SPECIAL;
    }

    private static boolean isIn(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    private static InetAddress embedded(InetAddress address) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
        } catch (UnknownHostException neverOfFourBytes) {
            throw new IllegalStateException(neverOfFourBytes);
        }
    }

    private static List<Network> networks(String... networks) {
        return Stream.of(networks).map(Network::of).toList();
    }
}
