package dev.guildhall.core.http;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The proxies before this server. What one of them says in {@code X-Forwarded-For} and {@code X-Forwarded-Proto} about
 * its client is believed; from anyone else these headers mean nothing.
 */
public final class TrustedProxies implements Handler<RoutingContext> {

    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final String ADDRESS = "guildhall.clientAddress";
    private static final String ENCRYPTED = "guildhall.clientEncrypted";

    private final List<IpSubnetFilterRule> networks;

    private TrustedProxies(List<IpSubnetFilterRule> networks) {
        this.networks = networks;
    }

    /** Proxies by their IP addresses or networks, such as {@code 10.0.0.0/8}; throws IllegalArgumentException. */
    public static TrustedProxies in(List<String> networks) {
        return new TrustedProxies(networks.stream().map(TrustedProxies::network).toList());
    }

    private static IpSubnetFilterRule network(String text) {
        var parts = text.split("/", -1);
        var address = NetUtil.createInetAddressFromIpAddressString(parts[0]);
        if (address == null || parts.length > 2 || parts.length == 2 && !parts[1].matches("\\d{1,3}")) {
            throw new IllegalArgumentException(text + " is no IP address or network");
        }
        var bits = Byte.SIZE * address.getAddress().length;
        var prefix = parts.length == 2 ? Integer.parseInt(parts[1]) : bits;
        return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
    }

    @Override
    public void handle(RoutingContext context) {
        if (!networks.isEmpty()) {
            believe(context);
        }
        context.next();
    }

    private void believe(RoutingContext context) {
        var request = context.request();
        var peer = request.remoteAddress() == null
                ? null
                : NetUtil.createInetAddressFromIpAddressString(
                        request.remoteAddress().hostAddress());
        if (!isTrusted(peer)) {
            return;
        }
        context.put(
                ADDRESS,
                clientOf(peer, request.headers().getAll("X-Forwarded-For")).getHostAddress());
        var protocols = request.headers().getAll("X-Forwarded-Proto");
        if (!protocols.isEmpty()) {
            var last = protocols.get(protocols.size() - 1);
            context.put(
                    ENCRYPTED, last.substring(last.lastIndexOf(',') + 1).strip().equalsIgnoreCase("https"));
        }
    }

    /** The nearest address that is no trusted proxy: what stands before it, the client may have made up. */
    private InetAddress clientOf(InetAddress peer, List<String> forwarded) {
        var hops = new ArrayList<String>();
        forwarded.forEach(header -> Collections.addAll(hops, header.split(",")));
        var client = peer;
        for (var hop = hops.size() - 1; hop >= 0 && isTrusted(client); hop--) {
            var before =
                    NetUtil.createInetAddressFromIpAddressString(hops.get(hop).strip());
            if (before == null) {
                return client;
            }
            client = before;
        }
        return client;
    }

    private boolean isTrusted(InetAddress address) {
        return address != null
                && networks.stream().anyMatch(network -> network.matches(new InetSocketAddress(address, 0)));
    }

    /** The address of the client, or of the nearest proxy that is not trusted. */
    static String addressOf(RoutingContext context) {
        String forwarded = context.get(ADDRESS);
        if (forwarded != null) {
            return forwarded;
        }
        var peer = context.request().remoteAddress();
        return peer == null ? "-" : peer.hostAddress();
    }

    /** Whether the client's connection is encrypted, as far as it is known here. */
    static boolean isEncrypted(RoutingContext context) {
        Boolean forwarded = context.get(ENCRYPTED);
        return forwarded == null ? context.request().isSSL() : forwarded;
    }
}
