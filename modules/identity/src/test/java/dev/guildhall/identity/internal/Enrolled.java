package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.identity.internal.factor.Totp;
import dev.guildhall.testkit.HttpTester;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A user with an authenticator app.
 *
 * @param session in which they have enrolled it
 */
record Enrolled(IdentityNode node, UserProfile user, HttpTester session, String secret, List<String> recoveryCodes) {

    private static final Pattern CHALLENGE = Pattern.compile(
            "SecondFactor challenge=\"(ghl_cha_[\\w-]{43})\", methods=\"TOTP RECOVERY_CODE\", expires_in=\"300\"");

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
        return challengeIn(node.login(user.email(), PASSWORD));
    }

    static String challengeIn(HttpTester.Response login) {
        var challenge =
                CHALLENGE.matcher(login.expect(401, "AUTH.CODE_REQUIRED").header("WWW-Authenticate"));
        assertThat(challenge.matches()).isTrue();
        return challenge.group(1);
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
