package dev.guildhall.core.outbound;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Asks the name servers of the machine, and its hosts file, without a thread that waits. A name whose own server is slow
 * takes time from nobody but those who ask for it: each question has its time, one domain has a few at once, and who
 * asks for what is being asked already shares the answer, which is kept for a moment.
 */
final class DnsResolver implements HostResolver {

    private static final int AT_ONCE = 1_000;
    private static final int AT_ONCE_OF_DOMAIN = 16;
    private static final long ANSWER_SECONDS = 5;
    private static final long QUERY_MILLIS = 2_000;
    private static final int QUERIES = 8;
    private static final int KEPT_SECONDS = 30;
    private static final int KEPT_UNKNOWN_SECONDS = 5;

    /** A daemon, for no process lives on because of names it could ask for. */
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("name-resolver", true), NioIoHandler.newFactory());

    private final DnsNameResolver resolver;
    private final Map<String, Future<List<InetAddress>>> underWay = new HashMap<>();
    private final Map<String, Integer> ofDomain = new HashMap<>();

    DnsResolver() {
        this(DnsServerAddressStreamProviders.platformDefault());
    }

    DnsResolver(DnsServerAddressStreamProvider servers) {
        resolver = new DnsNameResolverBuilder(group.next())
                .datagramChannelType(NioDatagramChannel.class)
                .socketChannelType(NioSocketChannel.class)
                .nameServerProvider(servers)
                .queryTimeoutMillis(QUERY_MILLIS)
                .maxQueriesPerResolve(QUERIES)
                .ttl(0, KEPT_SECONDS)
                .negativeTtl(KEPT_UNKNOWN_SECONDS)
                .build();
    }

    @Override
    public synchronized Future<List<InetAddress>> resolve(String name) {
        var asked = underWay.get(name);
        if (asked != null) {
            return asked;
        }
        var domain = domain(name);
        if (underWay.size() >= AT_ONCE || ofDomain.getOrDefault(domain, 0) >= AT_ONCE_OF_DOMAIN) {
            return Future.failedFuture(new UnknownHostException("too many names are looked up at the moment: " + name));
        }
        var answer = ask(name).timeout(ANSWER_SECONDS, TimeUnit.SECONDS);
        underWay.put(name, answer);
        ofDomain.merge(domain, 1, Integer::sum);
        answer.onComplete(answered -> forget(name, domain));
        return answer;
    }

    private synchronized void forget(String name, String domain) {
        underWay.remove(name);
        ofDomain.computeIfPresent(domain, (known, count) -> count == 1 ? null : count - 1);
    }

    /** What one owner has names below, as a rule: the last two labels. */
    private static String domain(String name) {
        var top = name.lastIndexOf('.');
        return top < 0 ? name : name.substring(name.lastIndexOf('.', top - 1) + 1);
    }

    private Future<List<InetAddress>> ask(String name) {
        var answer = Promise.<List<InetAddress>>promise();
        resolver.resolveAll(name).addListener((io.netty.util.concurrent.Future<List<InetAddress>> found) -> {
            if (found.isSuccess()) {
                answer.tryComplete(List.copyOf(found.getNow()));
            } else {
                answer.tryFail(found.cause());
            }
        });
        return answer.future();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // The threads end by themselves; nobody waits for it.
    public void close() {
        resolver.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
