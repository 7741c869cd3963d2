package dev.guildhall.membership.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.membership.sso.FakeProvider.Grant;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** An organization whose domain is proven, its provider, and people with browsers. */
final class SsoWorld {

    private final TestBench bench;
    final TestProduct product;
    final FakeProvider provider;
    final TestOrganization organization;
    final String domain;

    SsoWorld(TestBench bench, TestProduct product, FakeProvider provider) {
        this.bench = bench;
        this.product = product;
        this.provider = provider;
        this.organization = product.organization();
        this.domain = TestProduct.name("acme") + ".example";
        configure(new JsonObject());
        proven(domain);
    }

    Response configure(JsonObject more) {
        return organization
                .asOwner()
                .put(organization.path() + "/sso", provider.configuration().mergeIn(more))
                .expect(200);
    }

    /** Makes a domain the organization's, as a check that finds its record does. */
    void proven(String name) {
        organization
                .asOwner()
                .post(organization.path() + "/sso/domains", new JsonObject().put("domain", name))
                .expect(201);
        bench.sql(
                "update guildhall.sso_domain set verified_at = now() where organization_id = $1 and domain = $2",
                organization.id().value(),
                name);
    }

    /** A member with an address of the organization's domain. */
    UserId member() {
        var user = organization.member("MEMBER");
        move(user, user + "@" + domain);
        return user;
    }

    void move(UserId user, String email) {
        bench.sql("update guildhall.user_account set email = $2, email_key = $2 where id = $1", user.value(), email);
    }

    String addressOf(UserId user) {
        return user + "@" + domain;
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
        return browser(product.asNobody().get("/api/auth/sso/start?organizationId=" + organization.id()));
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

    /** The browser with the session that the answer has opened. */
    HttpTester signedIn(Response answer) {
        answer.expect(303);
        return product.asNobody()
                .withHeader("Cookie", answer.header("Set-Cookie").split(";")[0]);
    }

    /** The audit log of the organization, the newest first. */
    List<JsonObject> audit() {
        return organization.asOwner().get(organization.path() + "/audit?pageSize=100").expect(200).list().stream()
                .map(JsonObject.class::cast)
                .toList();
    }
}
