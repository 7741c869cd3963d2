package dev.guildhall.identity.internal;

import dev.guildhall.core.http.Call;

/** Where a sign-in comes from. */
record Client(String address, String userAgent) {

    private static final int LONGEST_USER_AGENT = 256;

    static Client of(Call call) {
        var agent = call.header("User-Agent").orElse("").replaceAll("\\p{C}", " ");
        return new Client(
                call.remoteAddress(),
                agent.length() > LONGEST_USER_AGENT ? agent.substring(0, LONGEST_USER_AGENT) : agent);
    }
}
