package dev.guildhall.membership.sso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.saml.FakeSamlProvider;
import dev.guildhall.testkit.saml.FakeSamlProvider.Request;
import io.vertx.core.json.JsonObject;

/** An organization whose people sign in by a SAML provider, and their browsers. */
final class SamlWorld extends SsoOrganization {

    private static final String FORM = "application/x-www-form-urlencoded";

    final FakeSamlProvider provider;

    SamlWorld(TestBench bench, TestProduct product, FakeSamlProvider provider) {
        super(bench, product, provider::configuration);
        this.provider = provider;
    }

    /** A browser that has begun to sign in. */
    record Browser(HttpTester http, String cookie, Request request) {

        Response post(String xml) {
            return send(request.form(xml));
        }

        /** The same browser, which a load balancer sends elsewhere. */
        Browser at(TestProduct node) {
            return browser(node, cookie, request);
        }

        Response send(String form) {
            return http.sendBytes("POST", request.path(), FORM, form.getBytes(UTF_8));
        }
    }

    Browser begin() {
        var begun = start().expect(303);
        var cookie = begun.header("Set-Cookie");
        assertThat(cookie).contains("HttpOnly", "Max-Age=600");
        return browser(product, cookie.split(";")[0], provider.read(begun.header("Location")));
    }

    private static Browser browser(TestProduct node, String cookie, Request request) {
        return new Browser(node.asNobody().withHeader("Cookie", cookie), cookie, request);
    }

    /** All of it; the answer is the last one. */
    Response signIn(String subject, String email) {
        var browser = begin();
        return browser.post(provider.signed(provider.draft(browser.request(), subject, email)));
    }

    /** What an administrator sees of the answer that came last. */
    JsonObject latestAnswer() {
        return organization
                .asOwner()
                .post(organization.path() + "/sso/test", null)
                .expect(200)
                .data()
                .getJsonObject("latestAnswer");
    }
}
