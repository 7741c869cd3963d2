package dev.guildhall.identity.internal;

import dev.guildhall.core.http.Call;
import dev.guildhall.core.security.Origin;

/** Where a sign-in comes from. */
record Client(Origin origin, String userAgent) {

    private static final int LONGEST_USER_AGENT = 256;

    String address() {
        return origin.address();
    }

    static Client of(Call call) {
        var agent = call.header("User-Agent").orElse("").replaceAll("\\p{C}", " ");
        return new Client(
                call.origin(), agent.length() > LONGEST_USER_AGENT ? agent.substring(0, LONGEST_USER_AGENT) : agent);
    }
}
