package dev.guildhall.host;

import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.Member;
import dev.guildhall.spi.Members;
import dev.guildhall.spi.Page;
import io.vertx.core.Future;
import java.util.Optional;

/** The members of the workspace, for an extension that may read them. */
record GuardedMembers(InstallationServices services, Grants grants, HostBridge bridge) implements Members {

    static final int MAX_PAGE = 1000;

    @Override
    public Future<Page<Member>> list(int limit, String pageToken) {
        return grants.opening(
                Grants.MEMBERS_READ,
                () -> withLimit(
                        limit, () -> bridge.toHost(() -> services.members().list(limit, pageToken))));
    }

    @Override
    public Future<Optional<Member>> get(String userId) {
        return grants.opening(
                Grants.MEMBERS_READ,
                () -> bridge.toHost(() -> services.members().get(userId)));
    }

    interface Use<T> {
        Future<T> make();
    }

    static <T> Future<T> withLimit(int limit, Use<T> use) {
        return limit >= 1 && limit <= MAX_PAGE
                ? use.make()
                : Future.failedFuture(ExtensionException.invalid(
                                "REQUEST.INVALID", "The limit must be 1 to " + MAX_PAGE + ", not " + limit + ".")
                        .withField("limit", "must be 1 to " + MAX_PAGE));
    }
}
