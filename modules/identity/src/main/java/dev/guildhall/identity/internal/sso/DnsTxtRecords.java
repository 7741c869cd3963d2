package dev.guildhall.identity.internal.sso;

import dev.guildhall.identity.TxtRecords;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.DnsClient;
import io.vertx.core.dns.DnsClientOptions;
import io.vertx.core.dns.DnsException;
import io.vertx.core.dns.DnsResponseCode;
import java.util.List;

/** Asks name servers. */
public final class DnsTxtRecords implements TxtRecords {

    private static final long PATIENCE_MILLIS = 5_000;

    private final DnsClient client;

    private DnsTxtRecords(DnsClient client) {
        this.client = client;
    }

    /** By the name server of the machine. */
    public static DnsTxtRecords ofMachine(Vertx vertx) {
        return new DnsTxtRecords(vertx.createDnsClient(new DnsClientOptions().setQueryTimeout(PATIENCE_MILLIS)));
    }

    public static DnsTxtRecords of(Vertx vertx, String host, int port) {
        return new DnsTxtRecords(vertx.createDnsClient(
                new DnsClientOptions().setHost(host).setPort(port).setQueryTimeout(PATIENCE_MILLIS)));
    }

    @Override
    public Future<List<String>> at(String name) {
        return client.resolveTXT(name)
                .recover(failure ->
                        failure instanceof DnsException answered && answered.code() == DnsResponseCode.NXDOMAIN
                                ? Future.succeededFuture(List.of())
                                : Future.failedFuture(failure));
    }
}
