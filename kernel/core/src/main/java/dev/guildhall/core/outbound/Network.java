package dev.guildhall.core.outbound;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;

/**
 * A range of addresses in the notation of RFC 4632, such as {@code 10.0.0.0/8}. Netty's own takes {@code fe80::1} to be
 * in {@code fc00::/7}.
 *
 * @param prefix the first bits, which all addresses in the range begin with
 * @param bytes how long the addresses are
 * @param rest how many bits after the prefix are free
 */
record Network(BigInteger prefix, int bytes, int rest) {

    static Network of(String notation) {
        var parts = notation.split("/", 2);
        var first = NetUtil.createByteArrayFromIpAddressString(parts[0]);
        var rest = first.length * 8 - Integer.parseInt(parts[1]);
        return new Network(new BigInteger(1, first).shiftRight(rest), first.length, rest);
    }

    boolean contains(InetAddress address) {
        var candidate = address.getAddress();
        return candidate.length == bytes
                && new BigInteger(1, candidate).shiftRight(rest).equals(prefix);
    }
}
