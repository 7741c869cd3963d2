package dev.guildhall.capabilities.internal;

import dev.guildhall.capabilities.Breaks;
import dev.guildhall.capabilities.CapabilityError;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.Installations;
import dev.guildhall.extensions.Offers;
import dev.guildhall.extensions.Plan;
import dev.guildhall.extensions.Plan.Loss;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;

/** Asks what extensions would miss, and refuses to take it from them. */
public final class Dependents {

    private final Installations installations;

    public Dependents(Installations installations) {
        this.installations = installations;
    }

    public Future<Breaks> of(Tx tx, WorkspaceId workspace, Offers now, Offers then) {
        return installations.losses(tx, workspace, now, then).map(Breaks::new);
    }

    /** Fails with {@code CAPABILITY.REQUIRED_BY} when somebody cannot do without. */
    public Future<Void> requireNone(Tx tx, WorkspaceId workspace, Offers now, Offers then, boolean isForced) {
        return isForced
                ? Future.succeededFuture()
                : of(tx, workspace, now, then).map(breaks -> {
                    refuse(breaks.losses());
                    return null;
                });
    }

    private static void refuse(List<Loss> losses) {
        var dependents = Plan.dependents(losses);
        if (dependents.isEmpty()) {
            return;
        }
        throw CapabilityError.REQUIRED_BY
                .because("Extensions of this workspace need it as it is: " + String.join(", ", dependents)
                        + ". Remove them first, or use force=true.")
                .withDetails(losses.stream()
                        .filter(loss -> !loss.optional())
                        .flatMap(loss -> Stream.concat(
                                Stream.of(new Problem.Detail("requiredBy", loss.extensionKey())),
                                loss.differences().stream()
                                        .map(difference -> new Problem.Detail("provides." + loss.what(), difference))))
                        .distinct()
                        .toList());
    }
}
