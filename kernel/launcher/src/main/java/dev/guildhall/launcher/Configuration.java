package dev.guildhall.launcher;

import dev.guildhall.core.config.Secret;
import dev.guildhall.core.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything a node was told at its start, checked and complete. Printing it shows no secret.
 *
 * @param allowPrivate whether outbound calls may go to private and loopback addresses and by plain HTTP; for development
 * @param masterKey 32 bytes in base64 that encrypt what is stored; when it is missing the data directory keeps one
 * @param settings all of it once more, for the modules
 */
record Configuration(Http http, Storage storage, boolean allowPrivate, Optional<Secret> masterKey, Settings settings) {

    static final String LOOPBACK = "127.0.0.1";

    /**
     * How clients reach this node.
     *
     * @param host the address to listen on
     * @param port of the API and the portal; 0 takes a free one
     * @param managementHost the address that health and metrics listen on
     * @param managementPort of health and metrics; 0 takes a free one
     * @param publicUrl where clients outside find this node, without a slash at the end; when it is missing they are
     *     taken to find it where it listens
     * @param corsOrigins the origins whose pages may call the API; none turns CORS off
     * @param trustedProxies addresses and networks of the proxies that are believed who their clients are
     * @param requestsPerSecond how many requests a credential may make each second; empty when that is not limited
     * @param maxBodyBytes how large the body of a request may be
     * @param maxUploadBytes how large an uploaded artifact may be
     */
    public record Http(
            String host,
            int port,
            String managementHost,
            int managementPort,
            Optional<URI> publicUrl,
            List<String> corsOrigins,
            List<String> trustedProxies,
            OptionalInt requestsPerSecond,
            long maxBodyBytes,
            long maxUploadBytes) {

        public Http {
            corsOrigins = List.copyOf(corsOrigins);
            trustedProxies = List.copyOf(trustedProxies);
        }

        /** The same for this machine alone. */
        Http onLoopback() {
            return new Http(
                    LOOPBACK,
                    port,
                    LOOPBACK,
                    managementPort,
                    publicUrl,
                    corsOrigins,
                    trustedProxies,
                    requestsPerSecond,
                    maxBodyBytes,
                    maxUploadBytes);
        }
    }

    /**
     * Where data is kept.
     *
     * @param dataDirectory the node's own files, and the database's when it is embedded
     * @param databaseUrl {@code postgresql://…} of the owner's role, with its password; empty for the embedded database
     */
    public record Storage(Path dataDirectory, Optional<Secret> databaseUrl) {}
}
