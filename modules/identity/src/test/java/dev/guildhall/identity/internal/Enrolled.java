package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;

import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.identity.internal.factor.Totp;
import dev.guildhall.testkit.HttpTester;
import java.time.Duration;
import java.util.List;

/**
 * A user with an authenticator app.
 *
 * @param session in which they have enrolled it
 */
record Enrolled(IdentityNode node, UserProfile user, HttpTester session, String secret, List<String> recoveryCodes) {

    private static final String TOTP = "/api/auth/factors/totp";

    static Enrolled at(IdentityNode node, PlatformRole... roles) {
        var user = node.user(roles);
        return in(node, user, node.signedIn(user));
    }

    static Enrolled in(IdentityNode node, UserProfile user, HttpTester session) {
        var secret = session.send("POST", TOTP, null).expect(200).data().getString("secret");
        var codes = session.post(TOTP + "/confirm", json("code", Totp.code(secret, node.clock.instant())))
                .expect(200)
                .data()
                .getJsonArray("recoveryCodes");
        return new Enrolled(
                node,
                user,
                session,
                secret,
                codes.stream().map(String.class::cast).toList());
    }

    /** A code later than all before. */
    String nextCode() {
        node.clock.forward(Duration.ofSeconds(31));
        return Totp.code(secret, node.clock.instant());
    }

    /** One that is not right, though it looks like one. */
    String wrongCode() {
        for (var number = 0; ; number++) {
            var code = String.format("%06d", number);
            var at = node.clock.instant();
            if (List.of(-2, -1, 0, 1, 2).stream()
                    .noneMatch(
                            off -> Totp.code(secret, at.plusSeconds(30L * off)).equals(code))) {
                return code;
            }
        }
    }

    String challenge() {
        return node.login(user.email(), PASSWORD).expect(202).data().getString("challenge");
    }

    HttpTester.Response complete(String challenge, String code) {
        return node.http.post("/api/auth/login/second-factor", json("challenge", challenge, "code", code));
    }

    HttpTester.Response recover(String challenge, String code) {
        return node.http.post("/api/auth/login/second-factor", json("challenge", challenge, "recoveryCode", code));
    }

    /** A new session, by password and code. */
    HttpTester signedIn() {
        var tokens = complete(challenge(), nextCode()).expect(200).data();
        return node.http.withBearer(tokens.getString("accessToken"));
    }
}
