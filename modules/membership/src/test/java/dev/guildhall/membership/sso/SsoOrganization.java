package dev.guildhall.membership.sso;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;

/** An organization whose domain is proven, with a provider, and its people. */
class SsoOrganization {

    private final TestBench bench;
    private final Supplier<JsonObject> configuration;
    final TestProduct product;
    final TestOrganization organization;
    final String domain;

    SsoOrganization(TestBench bench, TestProduct product, Supplier<JsonObject> configuration) {
        this.bench = bench;
        this.product = product;
        this.configuration = configuration;
        this.organization = product.organization();
        this.domain = TestProduct.name("acme") + ".example";
        configure(new JsonObject());
        proven(domain);
    }

    final Response configure(JsonObject more) {
        return organization
                .asOwner()
                .put(organization.path() + "/sso", configuration.get().mergeIn(more))
                .expect(200);
    }

    /** Makes a domain the organization's, as a check that finds its record does. */
    final void proven(String name) {
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

    Response start() {
        return product.asNobody().get("/api/auth/sso/start?organizationId=" + organization.id());
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
