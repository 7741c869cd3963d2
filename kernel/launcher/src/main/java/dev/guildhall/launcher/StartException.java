package dev.guildhall.launcher;

import dev.guildhall.core.text.Reason;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** A start that fails for what is around the process; the message says what to change. */
final class StartException extends Exception {

    private static final long serialVersionUID = 1L;

    private StartException(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param setting what a setting of the listener is called without {@code host} and {@code port} at its end */
    static StartException listening(String host, int port, String setting, Exception failure) {
        return new StartException(
                "It cannot listen on %s, port %d: %s. Stop what uses it, or choose another with --%shost and --%sport."
                        .formatted(host, port, why(failure), setting, setting),
                failure);
    }

    static StartException clustering(HostAndPort address, int port, Exception failure) {
        return new StartException(
                ("It cannot listen on %s, port %d, for the cluster: %s. Stop what uses it, or choose another with %s; the"
                                + " port after that one has to be free, too.")
                        .formatted(address.host(), port, why(failure), ClusterSettings.ADDRESS.flag()),
                failure);
    }

    private static String why(Exception failure) {
        return failure instanceof UnknownHostException ? "there is no such address" : failure.getMessage();
    }

    /** The key that the data was encrypted with is gone; another one would not help. */
    static StartException lostKey(Path directory) {
        return new StartException(
                ("The data directory %s has a database, but not its master key: master.key is missing. Restore it from a"
                                + " backup, or give the key with GUILDHALL_SECRET_KEY. Without it the secrets in the database"
                                + " cannot be read; no other one was made.")
                        .formatted(directory),
                null);
    }

    static StartException unknownLogin(String email) {
        return new StartException(
                ("%s cannot sign in: the data directory was made with another password. Give it with"
                                + " GUILDHALL_ADMIN_PASSWORD and GUILDHALL_ADMIN_EMAIL, or choose another --data-dir.")
                        .formatted(email),
                null);
    }

    static StartException noKey(Path directory) {
        return new StartException(
                ("There is no master key to be replaced: %s has no master.key. Give the present one with"
                                + " GUILDHALL_SECRET_KEY, or name the data directory with --data-dir.")
                        .formatted(directory),
                null);
    }

    static StartException dataDirectory(Path directory, IOException failure) {
        return new StartException(
                "The data directory %s cannot be made or written to: %s. Choose another with --data-dir."
                        .formatted(directory, Reason.of(failure)),
                failure);
    }
}
