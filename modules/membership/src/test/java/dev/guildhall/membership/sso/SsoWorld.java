package dev.guildhall.membership.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.membership.sso.FakeProvider.Grant;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import java.util.Map;

/** An organization whose people sign in by an OpenID provider, and their browsers. */
final class SsoWorld extends SsoOrganization {

    final FakeProvider provider;

    SsoWorld(TestBench bench, TestProduct product, FakeProvider provider) {
        super(bench, product, provider::configuration);
        this.provider = provider;
    }

    /** What the provider says of somebody with an address that it knows to be theirs. */
    static Map<String, Object> about(String subject, String email) {
        return Map.of("sub", subject, "email", email, "email_verified", true, "name", "Ada Lovelace");
    }

    /** A browser that has begun to sign in. */
    record Browser(HttpTester http, String location) {

        Response comeBack(Grant grant) {
            return http.get(grant.callback());
        }
    }

    Browser begin() {
        return browser(start());
    }

    Browser browser(Response begun) {
        begun.expect(303);
        var cookie = begun.header("Set-Cookie");
        assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Max-Age=600");
        return new Browser(product.asNobody().withHeader("Cookie", cookie.split(";")[0]), begun.header("Location"));
    }

    /** All of it; the answer is the last one. */
    Response signIn(Map<String, Object> about) {
        var browser = begin();
        return browser.comeBack(provider.signIn(browser.location(), about));
    }
}
