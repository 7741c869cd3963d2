package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.schema.SchemaCompatibility;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.Offer;
import dev.guildhall.extensions.Offers;
import dev.guildhall.extensions.Plan.Loss;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.ExtensionManifest.RequiredCapability;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.semver4j.Semver;

/** Finds out what others in a workspace would miss when an extension goes, another version of it or another provider comes. */
public final class Consequences {

    private static final int MAX_DIFFERENCES = 10;

    private final Vertx vertx;
    private final Catalogue catalogue;
    private final InstallationTable installations = new InstallationTable();

    public Consequences(Vertx vertx, Catalogue catalogue) {
        this.vertx = vertx;
        this.catalogue = catalogue;
    }

    /**
     * What becomes of an extension.
     *
     * @param after what is there then; empty when it goes or serves no more
     */
    record Change(String key, Semver version, Optional<ExtensionManifest> after) {}

    /** When something becomes of an extension, which counts as at work now. */
    Future<List<Loss>> of(Tx tx, Installation changing, Optional<ExtensionManifest> after, Offers now, Offers then) {
        var change = new Change(changing.extensionKey(), new Semver(changing.version()), after);
        return losses(tx, changing.workspace(), Optional.of(change), now, then);
    }

    /** When something becomes of the capabilities alone. */
    public Future<List<Loss>> of(Tx tx, WorkspaceId workspace, Offers now, Offers then) {
        return losses(tx, workspace, Optional.empty(), now, then);
    }

    private Future<List<Loss>> losses(Tx tx, WorkspaceId workspace, Optional<Change> change, Offers now, Offers then) {
        return installations.all(tx, workspace).compose(stored -> {
            var others = stored.stream()
                    .map(StoredInstallation::installation)
                    .filter(other -> change.filter(one -> one.key().equals(other.extensionKey()))
                            .isEmpty())
                    .toList();
            var serving = active(others);
            var servingThen = new HashSet<>(serving);
            change.ifPresent(one -> {
                serving.add(one.key());
                one.after().ifPresent(stays -> servingThen.add(one.key()));
            });
            // To compare schemas takes a while.
            return manifests(tx, others)
                    .compose(manifests -> vertx.executeBlocking(
                            () -> losses(
                                    change,
                                    new Present(Map.of(), serving, now),
                                    new Present(Map.of(), servingThen, then),
                                    manifests),
                            false));
        });
    }

    private Future<List<ExtensionManifest>> manifests(Tx tx, List<Installation> installed) {
        var loading = installed.stream()
                .map(one -> catalogue.manifest(tx, one.extensionKey(), one.version()))
                .toList();
        return Future.join(loading)
                .map(loaded -> loading.stream().map(Future::result).toList());
    }

    private static Set<String> active(List<Installation> installed) {
        return installed.stream()
                .filter(Installation::isActive)
                .map(Installation::extensionKey)
                .collect(Collectors.toCollection(HashSet::new));
    }

    static List<Loss> losses(Optional<Change> change, Present now, Present then, List<ExtensionManifest> others) {
        var losses = new ArrayList<Loss>();
        for (var other : others) {
            change.ifPresent(one -> losses.addAll(requiring(one, other)));
            for (var required : other.requires()) {
                now.bind(required)
                        .flatMap(was -> loss(other, required, was, then))
                        .ifPresent(losses::add);
            }
        }
        losses.sort(Comparator.comparing(Loss::extensionKey).thenComparing(Loss::what));
        return losses;
    }

    private static List<Loss> requiring(Change change, ExtensionManifest other) {
        return other.requiredExtensions().stream()
                .filter(required -> required.key().equals(change.key())
                        && required.version().includes(change.version())
                        && change.after()
                                .filter(manifest -> required.version().includes(manifest.version()))
                                .isEmpty())
                .map(required -> new Loss(
                        other.id(),
                        change.key(),
                        required.version().toString(),
                        required.optional(),
                        List.of(),
                        List.of()))
                .toList();
    }

    private static Optional<Loss> loss(ExtensionManifest other, RequiredCapability required, Offer was, Present then) {
        var is = then.bind(required);
        var differences = is.map(answering -> differences(was, answering)).orElse(List.of());
        return is.isPresent() && differences.isEmpty()
                ? Optional.empty()
                : Optional.of(new Loss(
                        other.id(),
                        required.key(),
                        required.version().toString(),
                        required.optional(),
                        differences,
                        then.alternatives(required)));
    }

    /** How the schemas of what answers then break those of what answers now. */
    private static List<String> differences(Offer now, Offer then) {
        if (now.input().equals(then.input()) && now.output().equals(then.output())) {
            return List.of();
        }
        return SchemaCompatibility.breaks(now.input(), then.input(), now.output(), then.output()).stream()
                .limit(MAX_DIFFERENCES)
                .toList();
    }
}
