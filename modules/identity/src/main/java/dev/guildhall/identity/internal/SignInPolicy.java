package dev.guildhall.identity.internal;

import io.vertx.core.json.JsonObject;

/**
 * What is asked of those who sign in by a password.
 *
 * @param revision 0 while nobody has said anything
 */
record SignInPolicy(boolean secondFactorRequired, long revision) {

    static final SignInPolicy NONE = new SignInPolicy(false, 0);

    JsonObject toJson() {
        return new JsonObject().put("secondFactorRequired", secondFactorRequired);
    }
}
