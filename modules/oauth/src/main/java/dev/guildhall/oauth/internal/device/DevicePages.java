package dev.guildhall.oauth.internal.device;

import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.HtmlPage;
import dev.guildhall.core.http.HtmlPage.Filled;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.oauth.internal.Issuer;
import dev.guildhall.oauth.internal.ScopeWords;
import dev.guildhall.oauth.internal.device.Devices.Question;

/** The pages on which people let devices in, where no other front asks them. They run no script. */
final class DevicePages {

    private static final String HERE = "'self'";
    private static final String PATH = Issuer.PREFIX + "/device";

    private final ScopeWords words = new ScopeWords();
    private final Filled code = page("device-code");
    private final Filled consent = page("device-consent");
    private final Filled done = page("device-done");
    private final Filled signIn = page("sign-in");

    private static Filled page(String name) {
        return HtmlPage.filled(DevicePages.class.getClassLoader(), "oauth/" + name + ".html");
    }

    /** @param message what is wrong with what was typed before; empty for nothing */
    ApiResponse code(int status, String message) {
        return code.with("message", message).answer(status, HERE);
    }

    /** @param where the application would act, in words */
    ApiResponse consent(Question question, Authentication by, String where) {
        return consent.with("client", question.client().name())
                .with("person", by.email())
                .with("where", where)
                .withItems("scopes", words.of(question.scopes()))
                .with("code", question.userCode())
                .answer(200, HERE);
    }

    ApiResponse done(boolean allowed) {
        return done.with("outcome", allowed ? "The device is let in." : "The device was refused.")
                .answer(200, HERE);
    }

    ApiResponse signIn() {
        return signIn.with("client", "your device")
                .with("path", PATH)
                .with("portal", "/portal/device")
                .answer(401, HERE);
    }
}
