package dev.guildhall.identity;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ClientNetwork;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a sign-in comes from.
 *
 * @param signedIn who the client is signed in as already
 * @param device the secret by which a browser is told from others; empty where nothing depends on that
 */
public record Client(Origin origin, String userAgent, Optional<Authentication> signedIn, Optional<String> device) {

    private static final int LONGEST_USER_AGENT = 256;

    public Client(Origin origin, String userAgent, Optional<Authentication> signedIn) {
        this(origin, userAgent, signedIn, Optional.empty());
    }

    public static Client of(ApiRequest request) {
        var agent = request.header("User-Agent").orElse("").replaceAll("\\p{C}", " ");
        return new Client(
                request.origin(),
                agent.length() > LONGEST_USER_AGENT ? agent.substring(0, LONGEST_USER_AGENT) : agent,
                request.optionalAuthentication());
    }

    public Client withDevice(String other) {
        return new Client(origin, userAgent, signedIn, Optional.of(other));
    }

    public String address() {
        return origin.address();
    }

    public String network() {
        return networkOf(origin);
    }

    /** What is counted together; nothing that a client is in when it is this program itself. */
    public static String networkOf(Origin origin) {
        return origin.address() == null ? "" : ClientNetwork.of(origin.address());
    }

    /** What tells it from clients in other networks and of other kinds; nothing that could not be forged. */
    public byte[] fingerprint() {
        return ClientSecret.hash(network() + "\n" + userAgent);
    }

    /** The session, if they are signed in with this address. */
    public Optional<UUID> sessionOf(String emailKey) {
        return signedIn.filter(by -> EmailAddress.keyOf(by.email()).equals(emailKey))
                .map(by -> by.credential().id());
    }

    @Override
    public String toString() {
        return "Client[" + origin + ", " + userAgent + "]";
    }
}
