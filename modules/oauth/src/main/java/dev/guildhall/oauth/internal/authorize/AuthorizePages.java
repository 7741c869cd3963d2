package dev.guildhall.oauth.internal.authorize;

import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.HtmlPage;
import dev.guildhall.core.http.HtmlPage.Filled;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.oauth.internal.Issuer;
import dev.guildhall.oauth.internal.ScopeWords;
import dev.guildhall.oauth.internal.client.RedirectUri;

/** The pages on which people are asked, where no other front asks them. They run no script. */
final class AuthorizePages {

    private static final String NOWHERE = "'none'";
    private static final String HERE = "'self'";

    private final ScopeWords words = new ScopeWords();
    private final Filled consent = page("consent");
    private final Filled signIn = page("sign-in");
    private final Filled fault = page("fault");

    private static Filled page(String name) {
        return HtmlPage.filled(AuthorizePages.class.getClassLoader(), "oauth/" + name + ".html");
    }

    /**
     * @param query what is asked, to be sent back with the answer
     * @param where the application would act, in words
     */
    ApiResponse consent(Asked asked, String query, Authentication by, String where) {
        return consent.with("client", asked.client().name())
                .with("person", by.email())
                .with("where", where)
                .withItems("scopes", words.of(asked.scopes()))
                .with("target", target(asked))
                .with("request", query)
                .answer(200, HERE + " " + RedirectUri.source(asked.redirect()));
    }

    private static String target(Asked asked) {
        return asked.redirect().getHost() == null
                ? asked.redirect().getScheme()
                : asked.redirect().getRawAuthority();
    }

    /** @param query what is asked, for where to go on afterwards */
    ApiResponse signIn(Asked asked, String query) {
        return signIn.with("client", asked.client().name())
                .with("path", Issuer.PREFIX + "/authorize?" + query)
                .with("portal", "/portal/authorize?" + query)
                .answer(401, HERE);
    }

    ApiResponse fault(String words) {
        return fault.with("fault", words).answer(400, NOWHERE);
    }
}
