package dev.guildhall.core.config;

import dev.guildhall.core.plugin.ExecutionLimits;
import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Everything a node was told at its start, checked and complete. Printing it shows no secret.
 *
 * @param masterKey 32 bytes in base64 that encrypt what is stored; when it is missing the data directory keeps one
 */
public record Configuration(
        Http http,
        Storage storage,
        Administrator administrator,
        Outbound outbound,
        Mail mail,
        Extensions extensions,
        Execution execution,
        Tenancy tenancy,
        Optional<Secret> masterKey) {

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
    }

    /**
     * Where data is kept.
     *
     * @param dataDirectory the node's own files, and the database's when it is embedded
     * @param databaseUrl {@code postgresql://…} of the owner's role, with its password; empty for the embedded database
     */
    public record Storage(Path dataDirectory, Optional<Secret> databaseUrl) {}

    /**
     * The platform admin that the first start creates.
     *
     * @param password when it is missing one is generated and shown once
     */
    public record Administrator(String email, Optional<Secret> password) {}

    /**
     * Calls that this node makes to others.
     *
     * @param allowPrivate whether they may go to private and loopback addresses and by plain HTTP; for development
     */
    public record Outbound(boolean allowPrivate) {}

    /**
     * How mail leaves this node.
     *
     * @param smtp the server that takes it; without one it is kept as files in the data directory
     * @param from the sender, an address or {@code Name <address>}
     */
    public record Mail(Optional<SmtpServer> smtp, String from) {}

    /**
     * Which uploaded extensions are accepted.
     *
     * @param trustedKeys the Ed25519 keys that signatures are verified with
     */
    public record Extensions(Signatures signatures, List<PublicKey> trustedKeys) {

        public Extensions {
            trustedKeys = List.copyOf(trustedKeys);
        }

        public enum Signatures {
            /** A signature must be right when there is one. */
            OPTIONAL,
            /** Nothing is accepted unsigned. */
            REQUIRED
        }
    }

    /**
     * How the extensions of this node run.
     *
     * @param without those that do not run on this node
     */
    public record Execution(ExecutionLimits limits, Without without) {}

    /**
     * Extensions that a node is started without, so that it comes up whatever they do.
     *
     * @param all whether it is every extension
     * @param keys those it is otherwise
     */
    public record Without(boolean all, Set<String> keys) {

        public static final Without NONE = new Without(false, Set.of());

        public Without {
            keys = Set.copyOf(keys);
        }

        public boolean includes(String extensionKey) {
            return all || keys.contains(extensionKey);
        }
    }

    /**
     * Who may make workspaces.
     *
     * @param selfServiceWorkspaces how many workspaces a user may own and have made without an administrator
     */
    public record Tenancy(int selfServiceWorkspaces) {}
}
