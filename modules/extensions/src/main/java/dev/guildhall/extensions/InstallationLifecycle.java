package dev.guildhall.extensions;

import dev.guildhall.core.database.Tx;
import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.Future;

/**
 * What another module does when an installation changes, in the same transaction, which is in the scope of its
 * workspace; a failure undoes it all. The installation is as it will be after the change.
 */
public interface InstallationLifecycle {

    /** The installation is written and its migrations have run; its code has not. */
    default Future<Void> installed(Tx tx, Installation installation, ExtensionManifest manifest) {
        return Future.succeededFuture();
    }

    /** It serves again, after it was disabled or had failed. */
    default Future<Void> enabled(Tx tx, Installation installation, ExtensionManifest manifest) {
        return Future.succeededFuture();
    }

    default Future<Void> disabled(Tx tx, Installation installation, ExtensionManifest manifest) {
        return Future.succeededFuture();
    }

    /** The host has given up on it; whoever calls it is refused until it is enabled. */
    default Future<Void> failed(Tx tx, Installation installation, ExtensionManifest manifest) {
        return Future.succeededFuture();
    }

    default Future<Void> reconfigured(Tx tx, Installation installation, ExtensionManifest manifest) {
        return Future.succeededFuture();
    }

    /**
     * Another version has taken its place.
     *
     * @param former what the version before said of itself
     */
    default Future<Void> upgraded(
            Tx tx, Installation installation, ExtensionManifest former, ExtensionManifest manifest) {
        return Future.succeededFuture();
    }

    /** The installation is about to be deleted. */
    default Future<Void> uninstalling(Tx tx, Installation installation, ExtensionManifest manifest) {
        return Future.succeededFuture();
    }
}
