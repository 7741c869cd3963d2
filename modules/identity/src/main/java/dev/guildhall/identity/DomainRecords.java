package dev.guildhall.identity;

import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks in the DNS whether a domain is an organization's. */
final class DomainRecords {

    private static final Logger LOG = LoggerFactory.getLogger(DomainRecords.class);

    private final TxtRecords records;

    DomainRecords(TxtRecords records) {
        this.records = records;
    }

    enum Finding {
        THERE,
        MISSING,
        /** Nobody has answered. */
        UNKNOWN
    }

    Future<Finding> look(SsoDomain domain) {
        return records.at(domain.recordName())
                .map(texts -> texts.stream().map(String::strip).anyMatch(domain.recordValue()::equals)
                        ? Finding.THERE
                        : Finding.MISSING)
                .recover(failure -> {
                    LOG.info("The record {} cannot be looked up", domain.recordName(), failure);
                    return Future.succeededFuture(Finding.UNKNOWN);
                });
    }
}
