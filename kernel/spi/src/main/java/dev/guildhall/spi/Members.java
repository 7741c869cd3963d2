package dev.guildhall.spi;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * Who is a member of the workspace. Needs the permission {@code members.read}; without it every method fails with
 * {@code EXTENSION.NOT_GRANTED}.
 */
public interface Members {

    /**
     * A page of the members, in the order in which they joined.
     *
     * @param limit how many at most, 1 to 1,000
     * @param pageToken of the page before; null for the first
     */
    Future<Page<Member>> list(int limit, String pageToken);

    /** The member of this id; empty when there is none, also when it is no id. */
    Future<Optional<Member>> get(String userId);
}
