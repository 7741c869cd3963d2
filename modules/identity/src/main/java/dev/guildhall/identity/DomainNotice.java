package dev.guildhall.identity;

import dev.guildhall.core.database.Tx;
import io.vertx.core.Future;

/** Tells people that a domain of their organization is not proven any more, because its record went missing. */
public interface DomainNotice {

    /** Called in the transaction that notes it. */
    Future<Void> lapsed(Tx tx, SsoDomain domain);
}
