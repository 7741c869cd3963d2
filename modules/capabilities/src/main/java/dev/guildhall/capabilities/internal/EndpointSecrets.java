package dev.guildhall.capabilities.internal;

import dev.guildhall.capabilities.Endpoint;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.SecretBox;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The secrets that calls of capabilities by URL are signed with. */
public final class EndpointSecrets {

    private final SecretBox box;
    private final Clock clock;

    public EndpointSecrets(SecretBox box, Clock clock) {
        this.box = box;
        this.clock = clock;
    }

    public String seal(WorkspaceId workspace, String key, String secret) {
        return box.seal(purpose(workspace, key), secret);
    }

    /** Those that a call is signed with now, the present one first. */
    List<String> open(WorkspaceId workspace, String key, Endpoint endpoint) {
        var sealed = new ArrayList<String>();
        sealed.add(endpoint.secret());
        sealed.addAll(endpoint.formerSecrets().at(clock.instant()));
        return sealed.stream()
                .map(secret -> box.open(purpose(workspace, key), secret))
                .toList();
    }

    private static String purpose(WorkspaceId workspace, String key) {
        return "capability/" + workspace + "/" + key + "/secret";
    }
}
