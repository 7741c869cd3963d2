package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;

import dev.guildhall.identity.UserProfile;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.passkey.Lie;
import dev.guildhall.testkit.passkey.SoftwareAuthenticator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A user with a passkey.
 *
 * @param session in which they have added it
 * @param added what adding it has answered
 */
record PasskeyUser(
        IdentityNode node,
        UserProfile user,
        HttpTester session,
        SoftwareAuthenticator authenticator,
        JsonObject added) {

    static final String PASSKEYS = "/api/auth/factors/passkeys";
    static final String LOGIN = "/api/auth/login/passkey";
    static final String SECOND_FACTOR = "/api/auth/login/second-factor";
    static final String ORIGIN = IdentityNode.PUBLIC_URL.toString();

    static PasskeyUser at(IdentityNode node) {
        var user = node.user();
        return in(node, user, node.signedIn(user));
    }

    static PasskeyUser in(IdentityNode node, UserProfile user, HttpTester session) {
        var authenticator = new SoftwareAuthenticator(ORIGIN);
        var begun = begin(session);
        var added = add(session, begun, authenticator.create(begun.getJsonObject("publicKey")));
        return new PasskeyUser(
                node, user, session, authenticator, added.expect(201).data());
    }

    static JsonObject begin(HttpTester session) {
        return session.send("POST", PASSKEYS + "/options", null).expect(200).data();
    }

    static HttpTester.Response add(HttpTester session, JsonObject begun, JsonObject credential) {
        return session.post(
                PASSKEYS, json("state", begun.getString("state"), "credential", credential, "name", "Ada's phone"));
    }

    /** A sign-in by a passkey alone that has begun, in a browser of its own. */
    record Begun(HttpTester browser, String state, JsonObject options) {

        static Begun at(HttpTester http) {
            return at(http, "");
        }

        /** @param device the cookie by which the browser is known; empty for a new one */
        static Begun at(HttpTester http, String device) {
            var answer = http.send("POST", LOGIN + "/options", null).expect(200);
            var own = answer.header("Set-Cookie").split(";")[0];
            var browser = http.withHeader("Cookie", device.isEmpty() ? own : own + "; " + device);
            return new Begun(
                    browser, answer.data().getString("state"), answer.data().getJsonObject("publicKey"));
        }

        HttpTester.Response answer(JsonObject credential) {
            return browser.post(LOGIN, json("state", state, "credential", credential));
        }
    }

    HttpTester.Response signIn(Lie lie) {
        var begun = Begun.at(node.http);
        return begun.answer(authenticator.get(begun.options(), lie));
    }

    HttpTester signedIn() {
        return node.http.withBearer(signIn(Lie.NONE).expect(200).data().getString("accessToken"));
    }

    /** What a right password is answered. */
    HttpTester.Response password() {
        return node.login(user.email(), PASSWORD).expect(401, "AUTH.CODE_REQUIRED");
    }

    String challenge() {
        return password().header("WWW-Authenticate").split("\"")[1];
    }

    JsonObject askedAfter(String challenge) {
        return node.http
                .post(SECOND_FACTOR + "/passkey-options", json("challenge", challenge))
                .expect(200)
                .data();
    }

    HttpTester.Response complete(String challenge, JsonObject asked, JsonObject credential) {
        return node.http.post(
                SECOND_FACTOR,
                json(
                        "challenge",
                        challenge,
                        "passkey",
                        json("state", asked.getString("state"), "credential", credential)));
    }

    HttpTester.Response stepUp(Lie lie) {
        var asked = session.send("POST", "/api/auth/step-up/passkey-options", null)
                .expect(200)
                .data();
        return session.post(
                "/api/auth/step-up",
                json(
                        "passkey",
                        json(
                                "state",
                                asked.getString("state"),
                                "credential",
                                authenticator.get(asked.getJsonObject("publicKey"), lie))));
    }

    JsonArray listed() {
        return session.get("/api/auth/factors").expect(200).data().getJsonArray("passkeys");
    }

    String path() {
        return PASSKEYS + "/" + added.getString("id");
    }

    List<String> recoveryCodes() {
        return added.getJsonArray("recoveryCodes").stream()
                .map(String.class::cast)
                .toList();
    }
}
